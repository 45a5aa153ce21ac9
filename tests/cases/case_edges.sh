# Boundary sensitivity: against runs with the raster moved and the polygons redrawn, see case_edges.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_edges.py"
