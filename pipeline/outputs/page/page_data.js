/* The parts of the page, unpacked. */
const $ = (id) => document.getElementById(id);

/* An element with attributes and children; text is text, never markup. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") {
      element.className = value;
    } else if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

async function inflate(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpackJson(id) {
  const element = $(id);
  const bytes = await inflate(element.textContent);
  element.remove();
  return JSON.parse(new TextDecoder().decode(bytes));
}

function readJson(id) {
  const element = $(id);
  const value = JSON.parse(element.textContent);
  element.remove();
  return value;
}

const GRAVE = 1, CONFIRMED = 2, OPEN = 4;
const FIXED = 3; /* values of a row before those of the columns */

const data = {
  head: null,
  cases: [], /* by number: {number, id, flags, firstDay, sheet, values, rings, box, parcel, sought} */
  parcels: [], /* {rings, box} */
  byId: new Map(),
  texts: [], /* {first, end, packed, texts}: of the cases with numbers from first to before end */
};

/* Metres from decimetres in steps; rings as [x, y, x, y …]. */
function openShape(steps) {
  const box = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  const rings = steps.map((ring) => {
    const points = new Float64Array(ring.length);
    let x = 0, y = 0;
    for (let i = 0; i < ring.length; i += 2) {
      x += ring[i];
      y += ring[i + 1];
      points[i] = x / 10;
      points[i + 1] = y / 10;
      box.left = Math.min(box.left, points[i]);
      box.right = Math.max(box.right, points[i]);
      box.bottom = Math.min(box.bottom, points[i + 1]);
      box.top = Math.max(box.top, points[i + 1]);
    }
    return points;
  });
  return { rings, box };
}

function columnNumber(key) {
  return data.head.columns.findIndex((column) => column.key === key);
}

function value(item, key) {
  const number = columnNumber(key);
  return number < 0 ? "" : item.values[number];
}

function openRow(row, number, shape, parcel) {
  const item = {
    number, flags: row[0], firstDay: row[1], sheet: row[2], values: row.slice(FIXED), ...openShape(shape),
    parcel: parcel < 0 ? null : data.parcels[parcel],
  };
  item.id = value(item, "case_id");
  item.sought = item.values.filter((one) => typeof one === "string").join(" ").toLowerCase();
  return item;
}

async function openData() {
  data.head = readJson("data-head");
  language = data.head.language;
  const [rows, shapes] = await Promise.all([unpackJson("data-rows"), unpackJson("data-shapes")]);
  if (rows.length !== data.head.cases || shapes.cases.length !== rows.length) {
    throw new Error("cases");
  }
  data.parcels = shapes.parcels.map(openShape);
  data.cases = rows.map((row, i) => openRow(row, i, shapes.cases[i], shapes.parcel[i]));
  data.cases.forEach((item) => data.byId.set(item.id, item));
  let first = 0;
  data.texts = readJson("data-texts").map(([count, packed]) => {
    const block = { first, end: first + count, packed, texts: null };
    first = block.end;
    return block;
  });
  data.head.counties.forEach((county) => Object.assign(county, openShape(county.rings)));
}

/* What `explain` says of a case; "" where the page does not hold it. */
async function textOf(item) {
  const block = data.texts.find((one) => item.number < one.end);
  if (block === undefined) {
    return "";
  }
  block.texts = block.texts || new TextDecoder().decode(await inflate(block.packed)).split("\0");
  return block.texts[item.number - block.first];
}

function isGrave(item) {
  return (item.flags & GRAVE) !== 0;
}

/* "1,234.50" */
function decimal(number, decimals) {
  return number.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/* A value of a column as people read it. */
function shown(item, number) {
  const column = data.head.columns[number];
  const one = item.values[number];
  return typeof one !== "number" ? one
    : column.key.startsWith("share") || column.key.startsWith("edge_") ? decimal(one * 100, 2) + "%"
    : decimal(one, column.decimals);
}
