#!/usr/bin/env python3
"""Histories of an invented city, held against what is true of it.

  history.py flicker     what a classifier's errors are told as: by differencing, and by the ledger
  history.py identities  case numbers, balances and events through parcels cut, joined, redrawn and renumbered

Everything is made from the seed: the same options give the same bytes. README.md says what it measures.
"""
import argparse
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import history_flicker  # noqa: E402
import history_identities  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def flicker(args):
    results = history_flicker.simulate(args)
    print("\n".join(history_flicker.tables(results, args)))
    faults = history_flicker.faults(results, args) if args.check else []
    for fault in faults:
        print("FAULT", fault, file=sys.stderr)
    if args.wrong:
        for noise, one in results.items():
            for line in one["watch"].wrong:
                print(noise, *line)
    return 1 if faults else 0


def identities(args):
    check, rows = history_identities.simulate(args)
    print("\n".join(history_identities.tables(check, rows, args)))
    faults = check.faults + ([] if not args.check else
                             ["nothing was %s" % name for name, count in check.seen.items()
                              if count == 0 and name != "relapsed" and (name != "closed" or args.reviews)])
    for fault in faults:
        print("FAULT", fault, file=sys.stderr)
    return 1 if faults else 0


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("flicker", "identities"))
    parser.add_argument("--build", default=os.path.join(SOURCE, "build", "release"), help="folder of the build")
    parser.add_argument("--data", help="keep the cities here (default: a folder that is removed)")
    parser.add_argument("--parcels", type=int, default=20000)
    parser.add_argument("--periods", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise-rate", type=float, default=0.08)
    parser.add_argument("--birth-rate", type=float, default=0.003)
    parser.add_argument("--stock-rate", type=float, default=0.01)
    parser.add_argument("--cloud-rate", type=float, default=0.02)
    parser.add_argument("--recut-rate", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--reviews", action="store_true", help="offices report after each half-year")
    parser.add_argument("--check", action="store_true",
                        help="fails where an aim is missed, or a kind of change did not occur")
    parser.add_argument("--wrong", action="store_true", help="also lists every case that is told wrongly")
    args = parser.parse_args()
    args.source = SOURCE
    return args


def main():
    args = read_arguments()
    scratch = None if args.data else tempfile.mkdtemp(prefix="lt-history-")
    args.data = args.data or scratch
    os.makedirs(args.data, exist_ok=True)
    try:
        return {"flicker": flicker, "identities": identities}[args.what](args)
    finally:
        if scratch:
            shutil.rmtree(scratch)


if __name__ == "__main__":
    sys.exit(main())
