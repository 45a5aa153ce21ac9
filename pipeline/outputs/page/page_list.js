/* The list: as many rows as can be seen, however many cases there are. */
const ROW = 70, AROUND = 8;
const SHAPES = "http://www.w3.org/2000/svg";
const COLOURS = { grave: "#a83a00", plain: "#005a8f", closed: "#4a5650", mark: "#14532d" };

/* Form says what colour says: triangle grave, circle ordinary; filled confirmed; dashed not open. */
function symbol(flags) {
  const svg = document.createElementNS(SHAPES, "svg");
  const shape = document.createElementNS(SHAPES, (flags & GRAVE) !== 0 ? "path" : "circle");
  const colour = (flags & OPEN) === 0 ? COLOURS.closed : (flags & GRAVE) !== 0 ? COLOURS.grave : COLOURS.plain;
  const set = (element, values) => Object.entries(values).forEach(([name, one]) => element.setAttribute(name, one));
  set(svg, { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" });
  set(shape, (flags & GRAVE) !== 0 ? { d: "M8 2 L15 14 L1 14 Z" } : { cx: 8, cy: 8, r: 6 });
  set(shape, { fill: (flags & CONFIRMED) !== 0 ? colour : "#fff", stroke: colour, "stroke-width": 2 });
  if ((flags & OPEN) === 0) {
    set(shape, { "stroke-dasharray": "2.5 2" });
  }
  svg.append(shape);
  return svg;
}

function badgeOf(item) {
  const mark = markOf(item);
  if (mark === undefined) {
    return null;
  }
  const faulty = isFaulty(item);
  const word = mark.values.review_result || mark.values.review_stage || mark.values.city_result || say("mark-some");
  return make("span", { class: faulty ? "badge wrong" : "badge" }, (faulty ? "! " : mark.saved ? "✓ " : "") + word);
}

function makeRow(item, place) {
  const badge = badgeOf(item);
  const join = (...parts) => parts.filter((one) => one !== "").join(" · ");
  const row = make("div", {
    class: "row", role: "option", id: "row-" + item.number, "aria-selected": item === view.chosen ? "true" : "false",
    "aria-setsize": view.shown.length, "aria-posinset": place + 1, title: item.id,
  },
  make("div", { class: "first" }, make("span", {}, value(item, "rule_title")), make("b", {}, say("mu", decimal(value(item, "area_mu"), 2)))),
  make("div", { class: "second" }, make("span", {}, join(item.id, value(item, "town")))),
  make("div", { class: "third" }, join(value(item, "county_name"), value(item, "severity"), value(item, "finding"), value(item, "time"), value(item, "handling"))));
  row.prepend(symbol(item.flags));
  if (badge !== null) {
    row.querySelector(".second").append(badge);
  }
  row.style.top = place * ROW + "px";
  row.addEventListener("click", () => choose(item));
  return row;
}

function drawList() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - AROUND);
  const last = Math.min(view.shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + AROUND);
  $("rows").style.height = view.shown.length * ROW + "px";
  $("rows").replaceChildren(...view.shown.slice(first, last).map((item, i) => makeRow(item, first + i)));
  if (view.shown.length === 0) {
    $("rows").append(make("p", { class: "nothing" }, say("nothing")));
  }
  const at = view.chosen === null ? undefined : view.place.get(view.chosen.number);
  if (at !== undefined && at >= first && at < last) {
    list.setAttribute("aria-activedescendant", "row-" + view.chosen.number);
  } else {
    list.removeAttribute("aria-activedescendant");
  }
}

function scrollToChosen() {
  const list = $("list");
  const at = view.chosen === null ? undefined : view.place.get(view.chosen.number);
  if (at !== undefined && at * ROW < list.scrollTop) {
    list.scrollTop = at * ROW;
  } else if (at !== undefined && (at + 1) * ROW > list.scrollTop + list.clientHeight) {
    list.scrollTop = (at + 1) * ROW - list.clientHeight;
  }
}

function drawCount() {
  const area = view.shown.reduce((sum, item) => sum + value(item, "area_m2"), 0) / (2000 / 3);
  const { cases, open, open_m2: openArea, grave } = data.head;
  $("count").textContent = say("count", decimal(view.shown.length, 0), decimal(area, 2), decimal(cases, 0), decimal(open, 0), decimal(openArea / (2000 / 3), 2), decimal(grave, 0));
}

function listKey(event) {
  const page = Math.max(1, Math.floor($("list").clientHeight / ROW) - 1);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
  if (steps !== undefined) {
    chooseStep(steps);
    event.preventDefault();
  } else if (event.key === "Enter") {
    $("case").focus();
    event.preventDefault();
  }
}

function buildList() {
  let waiting = false;
  const later = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        drawList();
      });
    }
  };
  $("list").addEventListener("scroll", later);
  $("list").addEventListener("keydown", listKey);
  new ResizeObserver(later).observe($("list"));
  view.listeners.push((what) => {
    if (what === "rows") {
      $("list").scrollTop = 0;
      drawCount();
    }
    scrollToChosen();
    drawList();
  });
}
