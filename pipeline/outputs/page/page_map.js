/* The map: Leaflet in metres, the ground of two seasons beside each other, a bar between them. */
const ATLAS = { map: null, ground: null, cases: null };

function bounds(box) {
  return L.latLngBounds([box.bottom, box.left], [box.top, box.right]);
}

function showAll() {
  const { left, bottom, right, top } = data.head.view;
  ATLAS.map.fitBounds(bounds({ left, bottom, right: Math.max(right, left + 1), top: Math.max(top, bottom + 1) }), { animate: false });
}

/* The chosen case with its parcel, and as much ground again around it. */
function showChosen() {
  const { chosen } = view;
  if (chosen !== null && chosen.rings.length > 0) {
    const all = bounds(chosen.box);
    if (chosen.parcel !== null) {
      all.extend(bounds(chosen.parcel.box));
    }
    ATLAS.map.fitBounds(all.pad(0.6), { animate: false, maxZoom: 1.5 });
  }
}

function buildMap() {
  const map = L.map("map", {
    crs: L.CRS.Simple, minZoom: -10, maxZoom: 4, zoomSnap: 0.5, zoomDelta: 1, attributionControl: false, zoomAnimation: false,
    fadeAnimation: false, inertia: false, wheelPxPerZoomLevel: 90, preferCanvas: true,
  });
  ATLAS.map = map;
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  showAll();
  map.createPane("ground").style.zIndex = 350;
  map.createPane("cases").style.zIndex = 450;
  for (const county of data.head.counties) {
    const rings = county.rings.map((ring) => Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i + 1], ring[2 * i]]));
    if (rings.length > 0) {
      L.polyline(rings.map((ring) => [...ring, ring[0]]), { color: "#333", weight: 1.5, dashArray: "8 3 2 3", interactive: false }).addTo(map);
    }
  }
  ATLAS.ground = new CanvasLayer("ground", drawGround, true).addTo(map);
  ATLAS.cases = new CanvasLayer("cases", drawCases, false).addTo(map);
  ground.redraw = () => ATLAS.ground.redraw();
  map.on("click", (event) => {
    const reach = 12 / map.options.crs.scale(map.getZoom());
    const found = caseAt(event.latlng.lng, event.latlng.lat, reach);
    if (found !== null) {
      choose(found);
    }
  });
  map.on("mousemove", (event) => tellUnder(event.latlng));
  map.on("mouseout moveend", () => tellUnder(null));
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe($("map"));
}

/* --- the bar --- */

function setSplit(part) {
  ground.split = Math.min(Math.max(part, 0), 1);
  $("swipe").style.left = 100 * ground.split + "%";
  $("swipe").setAttribute("aria-valuenow", Math.round(100 * ground.split));
  ground.redraw();
}

function buildSwipe() {
  const bar = $("swipe");
  const follow = (event) => {
    const frame = $("ground").getBoundingClientRect();
    setSplit((event.clientX - frame.left) / frame.width);
  };
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    bar.addEventListener("pointermove", follow);
    event.preventDefault();
    bar.focus();
  });
  bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", follow));
  bar.addEventListener("pointercancel", () => bar.removeEventListener("pointermove", follow));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02, PageDown: -0.2, PageUp: 0.2, Home: -1, End: 1 }[event.key];
    if (step !== undefined) {
      setSplit(ground.split + step);
      event.preventDefault();
    }
  });
  setSplit(0.5);
}

function buildSeasons() {
  for (const side of ["left", "right"]) {
    ground.seasons.forEach((season, i) => $(side).append(make("option", { value: i }, season.title)));
    $(side).value = String(ground[side]);
    const show = () => {
      ground[side] = Number($(side).value);
      $(side + "-image").textContent = seasonImage(ground.seasons[ground[side]]);
      ground.redraw();
      drawLegend();
    };
    $(side).addEventListener("change", show);
    if (ground.seasons.length > 0) {
      show();
    }
  }
}

/* What the classes at the pointer are called: colours need not be told apart by eye. */
function tellUnder(place) {
  const seen = groundIsSeen(ATLAS.map.options.crs.scale(ATLAS.map.getZoom()));
  let text = "";
  $("swipe").hidden = !seen;
  $("seasons").hidden = !seen;
  if (!seen) {
    text = say(ground.tiles.length === 0 ? "no-ground" : "closer");
  } else if (place !== null) {
    const [left, right] = [ground.left, ground.right].map((season) => classAt(season, place.lng, place.lat) || say("no-tile"));
    text = say("at-pointer", left, right);
  }
  $("under").textContent = text;
}

/* --- legend --- */

function keyOf(picture, text) {
  return make("p", { class: "key" }, picture, make("span", {}, text));
}

function lineKey(colour, dashes) {
  const canvas = make("canvas", { width: 18, height: 10, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.beginPath();
  context.moveTo(0, 5);
  context.lineTo(18, 5);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.setLineDash(dashes);
  context.stroke();
  return canvas;
}

function tickKey() {
  const canvas = make("canvas", { width: 16, height: 12, "aria-hidden": "true" });
  drawTick(canvas.getContext("2d"), 8, 6, 4);
  return canvas;
}

/* Classes by name, once each: legends of two half-years may number them apart. */
function drawLegend() {
  const names = new Map();
  for (const season of ground.seasons.length > 0 ? [ground.left, ground.right] : []) {
    ground.seasons[season].classes.forEach(([name, r, g, b]) => names.set(name, "rgb(" + r + "," + g + "," + b + ")"));
  }
  const classes = [...names].map(([name, colour]) => {
    const box = make("i", {});
    box.style.background = colour;
    return keyOf(box, name);
  });
  const unseen = make("i", {});
  unseen.style.background = "rgb(208,208,208)";
  $("keys-of-map").replaceChildren(
    keyOf(symbol(GRAVE | OPEN), say("key-grave")), keyOf(symbol(OPEN), say("key-plain")),
    keyOf(symbol(GRAVE | OPEN | CONFIRMED), say("key-confirmed")), keyOf(symbol(0), say("key-closed")),
    keyOf(tickKey(), say("key-marked")), keyOf(lineKey("#111", []), say("key-parcel")), keyOf(lineKey("#333", [8, 3, 2, 3]), say("key-county")),
    ...classes, ...(classes.length > 0 ? [keyOf(unseen, say("unseen"))] : []),
  );
}

function buildAtlas() {
  $("legend").open = window.innerWidth > 1200;
  buildMap();
  buildSwipe();
  buildSeasons();
  drawLegend();
  tellUnder(null);
  view.listeners.push((what) => {
    if (what === "chosen") {
      showChosen();
    }
    ATLAS.cases.redraw();
  });
}
