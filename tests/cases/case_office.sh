#!/bin/sh
# notice.docx and summary.xlsx open in LibreOffice: every page is there, on paper of the right size, and says what it should.
. "$(dirname "$0")/case_lib.sh"
command -v soffice >/dev/null 2>&1 || {
  echo "skipped: LibreOffice is not installed (libreoffice-writer-nogui, libreoffice-calc-nogui)"
  exit 77
}
township t
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "$period"
done
out=$SCRATCH/t/out/2025H2
timeout 240 soffice "-env:UserInstallation=file://$SCRATCH/profile" --headless --convert-to pdf --outdir "$SCRATCH" \
  "$out/notice.docx" >"$SCRATCH/office.log" 2>&1 || say_failed "notice.docx is not converted: $(tail -n 1 "$SCRATCH/office.log")"
[ -s "$SCRATCH/notice.pdf" ] || { say_failed "no pages"; finish; }
pages=$(pdfinfo "$SCRATCH/notice.pdf" | awk '/^Pages:/ {print $2}')
own=$(pdfinfo "$out/notice.pdf" | awk '/^Pages:/ {print $2}')
# other fonts, other breaks: about as many pages as ours, and none of them blank
[ "$pages" -ge $((own * 2 / 3)) ] && [ "$pages" -le $((own * 3 / 2)) ] || say_failed "$pages pages, ours has $own"
for page in $(seq 1 "$pages"); do
  pdftotext -raw -f "$page" -l "$page" "$SCRATCH/notice.pdf" "$SCRATCH/page.txt"
  grep -q "草稿，未经签发" "$SCRATCH/page.txt" || say_failed "page $page does not say that it is a draft"
  grep -qE "— *$page *—" "$SCRATCH/page.txt" || say_failed "page $page has no number"
done
pdfinfo -f 1 -l "$pages" "$SCRATCH/notice.pdf" | grep '^Page.* size:' | grep -vqE '59[45](\.[0-9]+)? x 84[12]|84[12](\.[0-9]+)? x 59[45]' &&
  say_failed "a page that is not A4"
pdftotext -raw "$SCRATCH/notice.pdf" "$SCRATCH/notice.txt"
/usr/bin/python3 "$SOURCE/tests/cases/check_notice.py" "$out/summary.xlsx" "$SCRATCH/notice.txt" || say_failed "its pages differ from the workbook"
finish
