/* Which cases are shown, in which order, and who is told when that changes. */
const view = {
  shown: [], /* cases in order */
  place: new Map(), /* case number → place in `shown` */
  chosen: null,
  chosenFor: {}, /* filter → value; "" for all */
  text: "",
  sort: "sort-id",
  listeners: [],
};
/* Filters by columns of the data; a column that says the same of all cases needs none. */
const CHOICES = ["county_name", "town", "rule_title", "severity", "finding", "time", "handling"];
const MARK_CHOICES = ["mark-none", "mark-some", "mark-wrong", "mark-new"];
const TOWNS_MOST = 400;

function columnTitle(key) {
  const number = columnNumber(key);
  return number < 0 ? say(key) : data.head.columns[number].title;
}

function valuesOf(key) {
  const counts = new Map();
  for (const item of data.cases) {
    const one = value(item, key);
    if (one !== "") {
      counts.set(one, (counts.get(one) || 0) + 1);
    }
  }
  return [...counts].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

function fitsMark(item, choice) {
  const mark = markOf(item);
  switch (choice) {
    case "mark-none": return mark === undefined;
    case "mark-some": return mark !== undefined;
    case "mark-wrong": return isFaulty(item);
    case "mark-new": return mark !== undefined && !mark.saved;
    default: return true;
  }
}

function fits(item, words) {
  return Object.entries(view.chosenFor).every(([key, one]) => one === "" || (key === "mark" ? fitsMark(item, one) : value(item, key) === one)) &&
    words.every((word) => item.sought.includes(word));
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ORDERS = {
  "sort-id": () => 0,
  "sort-grave": (a, b) => Number(isGrave(b)) - Number(isGrave(a)) || value(b, "area_m2") - value(a, "area_m2"),
  "sort-area": (a, b) => value(b, "area_m2") - value(a, "area_m2"),
  "sort-county": (a, b) => compare(value(a, "county"), value(b, "county")) || compare(value(a, "town"), value(b, "town")),
  "sort-first": (a, b) => compare(value(b, "first_period"), value(a, "first_period")),
  "sort-due": (a, b) => compare(value(a, "due") || "9", value(b, "due") || "9"),
};

function tellAll(what) {
  view.listeners.forEach((listener) => listener(what));
}

function showRows() {
  const words = view.text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const order = ORDERS[view.sort];
  view.shown = data.cases.filter((item) => fits(item, words)).sort((a, b) => order(a, b) || a.number - b.number);
  view.place = new Map(view.shown.map((item, i) => [item.number, i]));
  tellAll("rows");
}

function choose(item) {
  if (view.chosen !== item) {
    view.chosen = item;
    tellAll("chosen");
  }
}

/* The case `steps` further in the list, whose first comes after none. */
function chooseStep(steps) {
  const at = view.chosen === null ? undefined : view.place.get(view.chosen.number);
  const to = Math.min(Math.max((at === undefined ? -1 : at) + steps, 0), view.shown.length - 1);
  if (view.shown.length > 0) {
    choose(view.shown[to]);
  }
}

function buildFilters() {
  const add = (key, options) => {
    const select = make("select", { id: "by-" + key }, make("option", { value: "" }, say("all")));
    options.forEach(([one, title]) => select.append(make("option", { value: one }, title)));
    select.addEventListener("change", () => {
      view.chosenFor[key] = select.value;
      select.classList.toggle("set", select.value !== "");
      showRows();
    });
    $("choices").append(make("label", {}, columnTitle(key), select));
  };
  for (const key of CHOICES) {
    const found = valuesOf(key);
    if (found.length > 1 && found.length <= TOWNS_MOST) {
      add(key, found.map(([one, count]) => [one, one + "（" + count + "）"]));
    }
  }
  add("mark", MARK_CHOICES.map((one) => [one, say(one)]));
  Object.keys(ORDERS).forEach((one) => $("sort").append(make("option", { value: one }, say(one))));
  $("sort").addEventListener("change", () => {
    view.sort = $("sort").value;
    showRows();
  });
  $("text").addEventListener("input", () => {
    view.text = $("text").value;
    showRows();
  });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("unfilter").addEventListener("click", () => {
    $("filters").reset();
    view.chosenFor = {};
    view.text = "";
    view.sort = "sort-id";
    document.querySelectorAll("#choices select").forEach((select) => select.classList.remove("set"));
    showRows();
  });
}
