/* The classified rasters around the cases: tiles that are unpacked when they come into view. */
const ground = {
  seasons: [], /* {title, from, to, gone, changed, classes: [[name, r, g, b] …]} */
  tiles: [], /* {left, bottom, right, top, packed, asked, panels} */
  unpacked: new Set(), /* those with panels */
  index: new Map(), /* squares of the ground → tiles that touch them */
  square: 1,
  left: 0, right: 0, /* numbers of the seasons shown */
  split: 0.5, /* of the map's width */
  redraw: () => {},
};
const UNSEEN = 254, OUTSIDE = 255;
const LEAST_TILE = 32; /* pixels: of a smaller tile single cells are not seen, and a city has thousands in view */
const UNPACKED_MOST = 1000; /* tiles: what is out of view is dropped when there are more */

function openGround() {
  const part = readJson("data-ground");
  ground.seasons = part.seasons;
  ground.tiles = part.tiles.map(([left, bottom, width, height, packed]) => ({
    left, bottom, right: left + width, top: bottom + height, packed, asked: false, panels: null,
  }));
  ground.square = ground.tiles.length > 0 ? 2 * (ground.tiles[0].right - ground.tiles[0].left) : 1;
  ground.tiles.forEach((tile) => squaresOf(tile, (key) => {
    ground.index.set(key, [...(ground.index.get(key) || []), tile]);
  }));
  ground.right = Math.max(0, ground.seasons.length - 1);
  ground.left = Math.max(0, ground.right - 1);
}

function squaresOf(box, take) {
  const from = (one) => Math.floor(one / ground.square);
  for (let row = from(box.bottom); row <= from(box.top); row++) {
    for (let column = from(box.left); column <= from(box.right); column++) {
      take(row + " " + column);
    }
  }
}

function tilesIn(box) {
  const found = new Set();
  squaresOf(box, (key) => (ground.index.get(key) || []).forEach((tile) => found.add(tile)));
  return [...found];
}

function colourOf(season, code) {
  const known = ground.seasons[season].classes[code];
  return known !== undefined ? [...known.slice(1), 255] : code === OUTSIDE ? [0, 0, 0, 0] : [208, 208, 208, 255];
}

function paintPanel(panel, season) {
  const canvas = make("canvas", { width: panel.columns, height: panel.rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(panel.columns, panel.rows);
  for (let i = 0; i < panel.codes.length; i++) {
    image.data.set(colourOf(season, panel.codes[i]), 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/* The layout of the bytes is in outputs_page_ground.c. */
async function unpackTile(tile) {
  const bytes = await inflate(tile.packed);
  const reader = new DataView(bytes.buffer);
  let at = 0;
  const panels = ground.seasons.map(() => {
    const panel = {
      west: reader.getInt32(at, true) / 100, north: reader.getInt32(at + 4, true) / 100,
      width: reader.getInt32(at + 8, true) / 1000, height: reader.getInt32(at + 12, true) / 1000,
      columns: reader.getUint16(at + 16, true), rows: reader.getUint16(at + 18, true), picture: null,
    };
    panel.codes = bytes.subarray(at + 20, at + 20 + panel.columns * panel.rows);
    at += 20 + panel.codes.length;
    return panel;
  });
  tile.panels = panels;
  ground.unpacked.add(tile);
}

function dropFarTiles(near) {
  const kept = new Set(near);
  for (const tile of ground.unpacked) {
    if (!kept.has(tile)) {
      tile.panels = null;
      tile.asked = false;
      ground.unpacked.delete(tile);
    }
  }
}

function drawPanels(context, sight, season, tiles) {
  for (const tile of tiles) {
    const panel = tile.panels[season];
    if (panel.columns > 0) {
      panel.picture = panel.picture || paintPanel(panel, season);
      context.drawImage(panel.picture, sight.x(panel.west), sight.y(panel.north),
        panel.columns * panel.width * sight.scale, panel.rows * panel.height * sight.scale);
    }
  }
}

function clipped(context, left, right, sight, draw) {
  context.save();
  context.beginPath();
  context.rect(left, sight.top, right - left, sight.height);
  context.clip();
  draw();
  context.restore();
}

/* Are the tiles large enough to be seen, at so many pixels a metre? */
function groundIsSeen(scale) {
  const [tile] = ground.tiles;
  return tile !== undefined && (tile.right - tile.left) * scale >= LEAST_TILE;
}

/* `sight`: what of the ground is in view, and where it lies on the canvas (page_shapes.js). */
function drawGround(context, sight) {
  if (!groundIsSeen(sight.scale)) {
    return;
  }
  const tiles = tilesIn(sight.box);
  if (ground.unpacked.size > UNPACKED_MOST) {
    dropFarTiles(tiles);
  }
  const missing = tiles.filter((tile) => !tile.asked);
  if (missing.length > 0) {
    missing.forEach((tile) => { tile.asked = true; });
    Promise.all(missing.map(unpackTile)).then(() => ground.redraw());
  }
  const there = tiles.filter((tile) => tile.panels !== null);
  context.imageSmoothingEnabled = false;
  clipped(context, sight.left, sight.split, sight, () => drawPanels(context, sight, ground.left, there));
  clipped(context, sight.split, sight.left + sight.width, sight, () => drawPanels(context, sight, ground.right, there));
}

function classAt(season, x, y) {
  for (const tile of tilesIn({ left: x, right: x, bottom: y, top: y })) {
    const panel = tile.panels === null ? undefined : tile.panels[season];
    const column = panel === undefined ? -1 : Math.floor((x - panel.west) / panel.width);
    const row = panel === undefined ? -1 : Math.floor((panel.north - y) / panel.height);
    if (column >= 0 && row >= 0 && column < panel.columns && row < panel.rows) {
      const code = panel.codes[row * panel.columns + column];
      const known = ground.seasons[season].classes[code];
      return known !== undefined ? known[0] : code === OUTSIDE ? say("outside") : say("unseen");
    }
  }
  return null;
}

/* What of its image there is to say. */
function seasonImage(season) {
  return season.gone ? say("gone") : season.changed ? say("changed") : season.from === "" ? "" : season.from + " – " + season.to;
}
