/* The file for `review`: CSV in UTF-8 with a byte order mark, one line a case, columns by their titles. */
function csvCell(text) {
  /* a spreadsheet must not take it for a formula */
  const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
}

function reviewTable(items) {
  const idTitle = data.head.columns[columnNumber("case_id")].title;
  const lines = [[idTitle, ...data.head.form.map((field) => field.title)]];
  for (const item of items) {
    const { values } = markOf(item);
    lines.push([item.id, ...data.head.form.map((field) => values[field.key] || "")]);
  }
  return "\ufeff" + lines.map((line) => line.map(csvCell).join(",") + "\r\n").join("");
}

function readCsv(text) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') {
        cell += text[++i];
      } else if (c === '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c === '"') {
      quoted = true;
    } else if (c === "," || c === "\n") {
      row.push(cell.replace(/\r$/, ""));
      cell = "";
      if (c === "\n") {
        rows.push(row);
        row = [];
      }
    } else {
      cell += c;
    }
  }
  if (cell !== "" || row.length > 0) {
    rows.push([...row, cell.replace(/\r$/, "")]);
  }
  return rows;
}

function downloadFile(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/* Saves the cases that `review` would take; answers what to tell the officer. */
function saveReview() {
  const items = [...marks.all.keys()].sort().map((id) => data.byId.get(id));
  const whole = items.filter((item) => !isFaulty(item));
  const left = items.length - whole.length;
  if (whole.length === 0) {
    return items.length === 0 ? say("none-new") : say("no-complete", left);
  }
  const name = "review-" + data.head.code + "-" + data.head.period + ".csv";
  downloadFile(name, reviewTable(whole));
  whole.forEach((item) => marks.all.set(item.id, { ...markOf(item), saved: true }));
  keepMarks();
  marks.changed(null);
  return left > 0 ? say("left-out", whole.length, left) : say("exported", whole.length, name);
}

/* Takes up what a file says, where nothing else is filled in here; answers what to tell. */
function loadReview(text) {
  const [head = [], ...rows] = readCsv(text);
  const id = data.head.columns[columnNumber("case_id")];
  const at = (field) => head.findIndex((title) => title === field.title || title === field.key);
  if (at(id) < 0) {
    return say("not-loaded", id.title);
  }
  let taken = 0, passed = 0, clashes = 0;
  for (const row of rows) {
    const item = data.byId.get(row[at(id)]);
    const values = {};
    for (const field of data.head.form) {
      const cell = at(field) < 0 ? "" : (row[at(field)] || "").trim().replace(/^'(?=[=+\-@])/, "");
      if (cell !== "" && (field.words.length === 0 || field.words.some(([word]) => word === cell))) {
        values[field.key] = cell;
      }
    }
    if (item === undefined || Object.keys(values).length === 0) {
      passed++;
    } else if (markOf(item) !== undefined && JSON.stringify(ordered(markOf(item).values)) !== JSON.stringify(ordered(values))) {
      clashes++;
    } else {
      marks.all.set(item.id, { values, saved: true });
      taken++;
    }
  }
  keepMarks();
  marks.changed(null);
  return say("loaded", taken, passed) + (clashes > 0 ? say("clash", clashes) : "");
}

function ordered(values) {
  return Object.keys(values).sort().map((key) => [key, values[key]]);
}
