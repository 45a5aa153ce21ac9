/* Opening, keys, printing, leaving. */
function drawState(text) {
  const sums = countMarks();
  const kept = marks.kept ? (sums.all > 0 ? "　" + say("saved") : "") : "　" + say("not-kept");
  $("state").textContent = text || (sums.all === 0 ? (marks.kept ? "" : say("not-kept"))
    : say("new-marks", sums.all, sums.unsaved) + (sums.faulty > 0 ? say("wrong-marks", sums.faulty) : "") + kept);
  $("state").classList.toggle("todo", sums.unsaved > 0 || !marks.kept);
  $("save").disabled = sums.all === 0;
}

function marksChanged(item) {
  drawState();
  drawList();
  ATLAS.cases.redraw();
  if (view.chosen !== null && (item === null || item === view.chosen)) {
    fillForm(view.chosen);
  }
}

function save() {
  const text = saveReview();
  drawState(text);
}

function setWords() {
  const { head } = data;
  document.title = say("title", head.city, head.place === "" ? "" : head.place + " ", head.period_title);
  $("title").textContent = document.title;
  const parts = [head.images === "" ? "" : say("images", head.images), say("made", head.published), say("version", head.version)];
  $("subtitle").replaceChildren(make("b", {}, head.mark), (head.mark === "" ? "" : "　") + parts.filter((one) => one !== "").join("　"));
  document.querySelectorAll("[data-say]").forEach((element) => { element.textContent = say(element.dataset.say); });
  document.querySelectorAll("[data-label]").forEach((element) => element.setAttribute("aria-label", say(element.dataset.label)));
  document.querySelectorAll("[data-hint]").forEach((element) => element.setAttribute("placeholder", say(element.dataset.hint)));
}

function buildHelp() {
  $("help").append(make("h2", { id: "help-title" }, say("help")), make("p", {}, say("help-text")),
    ...say("help-lines").map(([keys, text]) => make("p", {}, make("kbd", {}, keys), "　" + text)),
    make("p", { class: "line" }, make("button", { type: "button", onclick: () => $("help").close() }, say("close")),
      make("button", { type: "button", id: "clear-all", onclick: () => {
        if (window.confirm(say("clear-all-ask", countMarks().all))) {
          clearAll();
        }
      } }, say("clear-all"))));
  $("ask").addEventListener("click", () => $("help").showModal());
}

/* --- keys --- */

function isTyping(element) {
  return element.matches("input, select, textarea");
}

function goToForm() {
  const input = $("case").querySelector('[role="radio"][tabindex="0"], input, select');
  if (input !== null) {
    input.focus();
  }
}

const KEYS = {
  j: () => chooseStep(1), k: () => chooseStep(-1), "/": () => $("text").focus(), e: goToForm, l: () => $("list").focus(),
  s: save, "?": () => $("help").showModal(),
};

function pressed(event) {
  if (event.key === "Escape" && isTyping(event.target)) {
    event.target.blur();
    $("list").focus();
    return;
  }
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || $("help").open) {
    return;
  }
  const result = data.head.form.find((field) => field.key === "review_result");
  const word = result === undefined ? undefined : result.words[Number(event.key) - 1];
  if (word !== undefined && view.chosen !== null) {
    setMark(view.chosen, "review_result", word[0]);
    event.preventDefault();
  } else if (KEYS[event.key.toLowerCase()] !== undefined) {
    KEYS[event.key.toLowerCase()]();
    event.preventDefault();
  }
}

/* --- paper --- */

const PRINT_MOST = 1000;
const PRINTED = ["case_id", "county_name", "town", "rule_title", "area_mu", "finding", "time", "handling", "due"];

function paperTable() {
  const columns = PRINTED.map(columnNumber).filter((number) => number >= 0);
  const head = make("tr", {}, ...columns.map((number) => make("th", {}, data.head.columns[number].title)), make("th", {}, say("print-marks")));
  const body = view.shown.slice(0, PRINT_MOST).map((item) => {
    const mark = markOf(item);
    const said = mark === undefined ? "" : data.head.form.filter((field) => mark.values[field.key]).map((field) => mark.values[field.key]).join("；");
    return make("tr", {}, ...columns.map((number) => make("td", { class: data.head.columns[number].number ? "n" : "" }, shown(item, number))), make("td", {}, said));
  });
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

/* The map as it is seen, in one picture. */
function paperMap() {
  const size = ATLAS.map.getSize();
  const dots = window.devicePixelRatio || 1;
  const sheet = make("canvas", { width: Math.round(size.x * dots), height: Math.round(size.y * dots) });
  const context = sheet.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, sheet.width, sheet.height);
  for (const canvas of $("map").querySelectorAll(".leaflet-map-pane canvas")) {
    const at = canvas.getBoundingClientRect(), frame = $("map").getBoundingClientRect();
    context.drawImage(canvas, (at.left - frame.left) * dots, (at.top - frame.top) * dots, at.width * dots, at.height * dots);
  }
  return make("img", { src: sheet.toDataURL(), alt: say("ground") });
}

function seasonName(number) {
  return ground.seasons[number].title + "（" + seasonImage(ground.seasons[number]) + "）";
}

function beforePrint() {
  const { chosen } = view;
  const seasons = ground.tiles.length === 0 ? [] : [make("p", {}, say("left") + "：" + seasonName(ground.left) + "　" + say("right") + "：" + seasonName(ground.right))];
  const one = chosen === null ? [] : [make("h2", {}, chosen.id + "　" + value(chosen, "rule_title")), facts(chosen),
    make("p", { class: "told" }, $("case").querySelector(".told").textContent)];
  $("paper").replaceChildren(make("h1", {}, document.title), make("p", {}, $("subtitle").textContent), make("p", {}, $("count").textContent),
    paperMap(), ...seasons, ...one, make("h2", { class: chosen === null ? "" : "list" }, say("print-list")),
    ...(view.shown.length > PRINT_MOST ? [make("p", {}, say("print-part", PRINT_MOST, view.shown.length))] : []), paperTable());
}

/* --- opening --- */

function build() {
  setWords();
  buildHelp();
  buildFilters();
  $("wait").hidden = true;
  $("top").hidden = false;
  $("work").hidden = false;
  buildAtlas();
  buildList();
  marks.changed = marksChanged;
  view.listeners.push((what) => (what === "chosen" ? drawPanel() : drawWalk()));
  $("save").addEventListener("click", save);
  $("load").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", async () => {
    if ($("file").files.length > 0) {
      drawState(loadReview(await $("file").files[0].text()));
      $("file").value = "";
    }
  });
  $("print-page").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("keydown", pressed);
  window.addEventListener("beforeunload", (event) => {
    if (countMarks().unsaved > 0) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
  showRows();
  drawPanel();
  drawState();
  choose(data.byId.get(decodeURIComponent(location.hash.slice(1))) || null);
}

async function openPage() {
  if (typeof DecompressionStream === "undefined") {
    $("wait").textContent = WORDS[document.documentElement.lang.slice(0, 2)].old;
    return;
  }
  $("wait").textContent = WORDS[document.documentElement.lang.slice(0, 2)].wait;
  try {
    await openData();
    openGround();
    openMarks();
    build();
  } catch (error) {
    $("wait").hidden = false;
    $("wait").textContent = say("broken", error.message);
    throw error;
  }
}

openPage();
