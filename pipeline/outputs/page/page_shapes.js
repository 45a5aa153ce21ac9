/* Cases, parcels and ground on canvases that move with Leaflet's map. */
const SPECK = 9; /* pixels: a smaller case is drawn as its symbol */
const CROWD = 2000, THRONG = 5000; /* with so many cases in view symbols are small, and smaller */

/* What a canvas shows: `box` in metres of the ground, the rest in Leaflet's layer pixels. */
function sightOf(map, corner, size) {
  const scale = map.options.crs.scale(map.getZoom());
  const zero = map.latLngToLayerPoint([0, 0]);
  const sight = {
    scale, left: corner.x, top: corner.y, width: size.x, height: size.y,
    x: (metres) => zero.x + metres * scale, y: (metres) => zero.y - metres * scale,
    split: map.containerPointToLayerPoint([ground.split * map.getSize().x, 0]).x,
  };
  sight.box = {
    left: (corner.x - zero.x) / scale, right: (corner.x + size.x - zero.x) / scale,
    bottom: (zero.y - corner.y - size.y) / scale, top: (zero.y - corner.y) / scale,
  };
  return sight;
}

/* A canvas somewhat larger than the map, drawn anew when the map has moved; `live`: while it moves, too. */
const CanvasLayer = L.Layer.extend({
  initialize(pane, draw, live) {
    this.options = { pane };
    this.draw = draw;
    this.live = live;
  },
  onAdd(map) {
    this.canvas = make("canvas", { class: "layer" });
    this.getPane().append(this.canvas);
    map.on(this.live ? "move moveend zoomend resize viewreset" : "moveend zoomend resize viewreset", this.redraw, this);
    this.redraw();
    return this;
  },
  redraw() {
    const map = this._map, around = 0.2;
    const size = map.getSize().multiplyBy(1 + 2 * around).round();
    const corner = map.containerPointToLayerPoint(map.getSize().multiplyBy(-around)).round();
    const dots = window.devicePixelRatio || 1;
    const context = this.canvas.getContext("2d");
    L.DomUtil.setPosition(this.canvas, corner);
    this.canvas.width = Math.round(size.x * dots);
    this.canvas.height = Math.round(size.y * dots);
    this.canvas.style.width = size.x + "px";
    this.canvas.style.height = size.y + "px";
    context.setTransform(dots, 0, 0, dots, -corner.x * dots, -corner.y * dots);
    this.draw(context, sightOf(map, corner, size));
  },
});

function meets(a, b) {
  return a.left <= b.right && b.left <= a.right && a.bottom <= b.top && b.bottom <= a.top;
}

function tracePath(context, sight, rings) {
  context.beginPath();
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      context[i === 0 ? "moveTo" : "lineTo"](sight.x(ring[i]), sight.y(ring[i + 1]));
    }
    context.closePath();
  }
}

function strokeTwice(context, colour, width, dashes) {
  context.setLineDash([]);
  context.lineJoin = "round";
  context.strokeStyle = "#fff";
  context.lineWidth = width + 2.5;
  context.stroke();
  context.setLineDash(dashes);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
}

function middleOf(box) {
  return [(box.left + box.right) / 2, (box.bottom + box.top) / 2];
}

/* Symbols are drawn once each, and then copied: thousands may be in view. */
const stamps = new Map();

function drawSymbol(context, x, y, item, size) {
  const dots = window.devicePixelRatio || 1, half = size + 2;
  const key = item.flags + " " + size + " " + dots;
  if (!stamps.has(key)) {
    const canvas = make("canvas", { width: Math.ceil(2 * half * dots), height: Math.ceil(2 * half * dots) });
    const own = canvas.getContext("2d");
    own.scale(dots, dots);
    drawStamp(own, half, half, item, size);
    stamps.set(key, canvas);
  }
  context.drawImage(stamps.get(key), x - half, y - half, 2 * half, 2 * half);
}

function drawStamp(context, x, y, item, size) {
  context.beginPath();
  if (isGrave(item)) {
    context.moveTo(x, y - size);
    context.lineTo(x + size, y + 0.8 * size);
    context.lineTo(x - size, y + 0.8 * size);
    context.closePath();
  } else {
    context.arc(x, y, 0.8 * size, 0, 2 * Math.PI);
  }
  context.fillStyle = (item.flags & CONFIRMED) !== 0 ? colourOfCase(item) : "#fff";
  context.fill();
  context.setLineDash((item.flags & OPEN) === 0 ? [2.5, 2] : []);
  context.strokeStyle = colourOfCase(item);
  context.lineWidth = Math.min(1.8, 0.4 * size);
  context.stroke();
  context.setLineDash([]);
}

function colourOfCase(item) {
  return (item.flags & OPEN) === 0 ? COLOURS.closed : isGrave(item) ? COLOURS.grave : COLOURS.plain;
}

function drawTick(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = COLOURS.mark;
  context.fill();
  context.strokeStyle = "#fff";
  context.lineWidth = 1.5;
  context.stroke();
}

function drawCase(context, sight, item, size) {
  const { box } = item;
  const [x, y] = middleOf(box);
  const chosen = item === view.chosen;
  if (Math.max(box.right - box.left, box.top - box.bottom) * sight.scale < SPECK) {
    drawSymbol(context, sight.x(x), sight.y(y), item, chosen ? 9 : size);
    if (chosen) {
      context.beginPath();
      context.arc(sight.x(x), sight.y(y), 15, 0, 2 * Math.PI);
      strokeTwice(context, "#111", 2.5, []);
    }
  } else {
    tracePath(context, sight, item.rings);
    strokeTwice(context, colourOfCase(item), chosen ? 3.5 : 2, (item.flags & OPEN) === 0 ? [5, 4] : []);
    if (!chosen) {
      drawSymbol(context, sight.x(x), sight.y(y), item, 5);
    }
  }
  if (markOf(item) !== undefined) {
    drawTick(context, sight.x(x) + size + 2, sight.y(y) - size - 2, Math.min(4, size));
  }
}

/* Ordinary ones first, grave ones over them, the chosen one over all. */
function drawCases(context, sight) {
  const { chosen } = view;
  if (chosen !== null && chosen.parcel !== null) {
    tracePath(context, sight, chosen.parcel.rings);
    strokeTwice(context, "#111", 1.5, []);
  }
  const seen = view.shown.filter((item) => item !== chosen && meets(item.box, sight.box));
  const size = seen.length > THRONG ? 2.5 : seen.length > CROWD ? 4 : 6;
  for (const grave of [false, true]) {
    for (const item of seen) {
      if (isGrave(item) === grave) {
        drawCase(context, sight, item, size);
      }
    }
  }
  if (chosen !== null && meets(chosen.box, sight.box)) {
    drawCase(context, sight, chosen, size);
  }
}

function contains(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      if ((ring[i + 1] > y) !== (ring[j + 1] > y) &&
          x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) {
        inside = !inside;
      }
    }
  }
  return inside;
}

/* The case at a place: the smallest that holds it, else the nearest symbol within `reach` metres. */
function caseAt(x, y, reach) {
  let best = null, least = Infinity;
  for (const item of view.shown) {
    const { box } = item;
    const size = (box.right - box.left) * (box.top - box.bottom);
    if (meets(box, { left: x, right: x, bottom: y, top: y }) && size < least && contains(item.rings, x, y)) {
      best = item;
      least = size;
    }
  }
  least = reach;
  for (const item of best === null ? view.shown : []) {
    const [mx, my] = middleOf(item.box);
    const distance = Math.hypot(mx - x, my - y);
    if (distance <= least) {
      best = item;
      least = distance;
    }
  }
  return best;
}
