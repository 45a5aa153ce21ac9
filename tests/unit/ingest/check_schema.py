#!/usr/bin/env python3
"""Holds the JSON Schema of the config against the examples that the loader is held against.

A valid example must be valid, an invalid one invalid; but what JSON Schema cannot express (`# loader-only` in
the example) must be valid here, so that the marker stays true. Exit 77: not run, the modules are missing.
"""
import json
import pathlib
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing} (apt install python3-jsonschema python3-yaml)")
    sys.exit(77)


class Core(yaml.SafeLoader):
    """YAML 1.2 core schema, as editors read it: no dates, no yes/no, no octal by a leading zero."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
]:
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(f"^({pattern})$"), list(first))
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def faults(validator, text):
    try:
        data = yaml.load(text, Core)
    except yaml.YAMLError as error:
        return [str(error)]
    return [error.message for error in validator.iter_errors(data)]


def main(root):
    schema = json.loads((root / "config/config.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    bad = 0
    counts = {}
    for kind in ("valid", "invalid"):
        for path in sorted((root / "examples" / kind).glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            loader_only = "\n# loader-only\n" in text
            wanted = kind == "valid" or loader_only
            found = faults(validator, text)
            counts[kind, loader_only] = counts.get((kind, loader_only), 0) + 1
            if (not found) != wanted:
                bad += 1
                print(f"{kind}/{path.name}: {found or 'no fault, though it is invalid and not loader-only'}")
    print(f"{counts.get(('valid', False), 0)} valid, {counts.get(('invalid', False), 0)} invalid, "
          f"{counts.get(('invalid', True), 0)} for the loader only; {bad} answered otherwise than the loader")
    return 1 if bad or ("valid", False) not in counts or ("invalid", False) not in counts else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
