"use strict";
(() => {
const root = document.documentElement;
const darkWished = matchMedia("(prefers-color-scheme: dark)");
const THEMES = ["automatic", "light", "dark"];
const CONFIG = {displaylogo: false, responsive: true, modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"]};
const PRINT_WIDTH = 660;
let printing = false;

const isDark = () => !printing && (root.dataset.theme ? root.dataset.theme === "dark" : darkWished.matches);
const style = (name) => getComputedStyle(root).getPropertyValue(name).trim();

function painted(trace, dark, hidden, bands) {
  const {depthlimit: own, ...given} = trace;
  if (!own) return given;
  const color = own.colours[dark ? 1 : 0];
  const found = {...given, visible: !hidden.has(own.group) && (bands || !own.fill)};
  if (own.fill) return {...found, fillcolor: color, line: {...given.line, color}};
  if (given.line || given.mode !== "markers") found.line = {...given.line, color};
  if (given.mode !== "lines") found.marker = {...given.marker, color};
  if (given.error_y) found.error_y = {...given.error_y, color, visible: bands};
  return found;
}

function axisOf({depthlimit: logarithmic, ...given}, scale, switchable) {
  const color = style("--muted"), gridcolor = style("--grid");
  const axis = {automargin: true, color, gridcolor, zerolinecolor: gridcolor, linecolor: gridcolor, ...given};
  axis.title = {standoff: 10, ...given.title};
  if (switchable) axis.type = scale;
  if (axis.type === "log") {
    if (given.range) axis.range = given.range[0] > 0 ? given.range.map(Math.log10) : undefined;
    if (!given.tickvals) Object.assign(axis, logarithmic);
  }
  return axis;
}

function laidOut(layout, scales, small) {
  const found = {
    ...layout,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: {family: style("--sans"), size: small ? 11 : 13, color: style("--text")},
    hoverlabel: {font: {family: style("--sans"), size: 13}},
    hovermode: "closest", showlegend: false, dragmode: layout.scene ? "turntable" : "zoom",
    margin: {l: small ? 44 : 60, r: 10, t: 8, b: small ? 36 : 48, ...layout.margin},
    uirevision: JSON.stringify(scales),
  };
  if (printing) { found.width = small ? PRINT_WIDTH / 2 - 12 : PRINT_WIDTH; found.autosize = false; } else found.autosize = true;
  if (layout.scene) {
    const color = style("--muted"), gridcolor = style("--grid");
    found.scene = {...layout.scene};
    for (const name of ["xaxis", "yaxis", "zaxis"])
      found.scene[name] = {...layout.scene[name], color, gridcolor, zerolinecolor: gridcolor, backgroundcolor: "rgba(0,0,0,0)"};
  } else {
    for (const name of ["x", "y"])
      found[`${name}axis`] = axisOf(layout[`${name}axis`] || {}, scales[name], name in scales);
  }
  return found;
}

const quoted = (cell) => /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell);

class Figure {
  constructor(element) {
    this.element = element;
    this.content = null;
    this.plots = [...element.querySelectorAll(".plot")];
    this.small = element.querySelector(".panels").classList.contains("small");
    this.hidden = new Set();
    this.isDrawn = false;
    this.bands = true;
    element.querySelector("button.bands")?.addEventListener("click", () => { this.read(); this.bands = !this.bands; this.show(); });
    for (const button of element.querySelectorAll(".group")) {
      button.addEventListener("click", () => this.toggle(button.dataset.group));
      button.addEventListener("dblclick", () => this.only(button.dataset.group));
    }
    for (const button of element.querySelectorAll(".switch"))
      button.addEventListener("click", () => this.change(button.dataset.axis));
    element.querySelector("a.data")?.addEventListener("click", (event) => this.download(event));
  }
  read() {
    if (this.content) return;
    this.content = JSON.parse(this.element.querySelector("script.content").textContent);
    this.scales = {...this.content.switches};
  }
  draw() {
    this.read();
    this.isDrawn = true;
    const dark = isDark();
    return Promise.all(this.plots.map((plot, number) => {
      const {traces, layout} = this.content.panels[number];
      return Plotly.react(plot, traces.map((trace) => painted(trace, dark, this.hidden, this.bands)),
        laidOut(layout, this.scales, this.small), CONFIG);
    }));
  }
  show() {
    this.read();
    for (const button of this.element.querySelectorAll(".group"))
      button.setAttribute("aria-pressed", String(!this.hidden.has(button.dataset.group)));
    for (const button of this.element.querySelectorAll(".switch"))
      button.setAttribute("aria-pressed", String(this.scales[button.dataset.axis] === "log"));
    this.element.querySelector("button.bands")?.setAttribute("aria-pressed", String(this.bands));
    return this.draw();
  }
  toggle(group) {
    if (!this.hidden.delete(group)) this.hidden.add(group);
    this.show();
  }
  only(group) {
    this.read();
    this.hidden = new Set(this.content.groups.filter((name) => name !== group));
    this.show();
  }
  change(axis) {
    this.read();
    this.scales[axis] = this.scales[axis] === "log" ? "linear" : "log";
    this.show();
  }
  async download(event) {
    event.preventDefault();
    const packed = atob(document.getElementById(`data-${this.element.dataset.name}`).textContent);
    const bytes = Uint8Array.from(packed, (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const {names, columns} = JSON.parse(await new Response(stream).text());
    const rows = [names, ...columns[0].map((_, row) => columns.map((column) => column[row]))];
    const text = rows.map((row) => row.map(quoted).join(",") + "\n");
    const address = URL.createObjectURL(new Blob(text, {type: "text/csv"}));
    const link = Object.assign(document.createElement("a"), {href: address, download: event.target.download});
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
}

const figures = [...document.querySelectorAll("figure")].map((element) => new Figure(element));
const redraw = () => figures.filter((figure) => figure.isDrawn).forEach((figure) => figure.draw());

const isShown = (figure) => !figure.element.closest("details.folded:not([open])");
async function drawAll() {
  for (const figure of figures) {
    if (!figure.isDrawn && isShown(figure)) await figure.draw();
    await new Promise((resolve) => setTimeout(resolve));
  }
  root.dataset.drawn = "all";
}
const near = new IntersectionObserver((entries) => {
  for (const {isIntersecting, target} of entries) {
    const figure = figures.find((one) => one.element === target);
    if (isIntersecting && !figure.isDrawn) figure.draw();
  }
});
const folds = [...document.querySelectorAll("details.folded")];
for (const fold of folds)
  fold.addEventListener("toggle", () => {
    for (const figure of figures)
      if (!figure.isDrawn && fold.contains(figure.element) && isShown(figure)) figure.draw();
  });

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let closed = target?.closest("details.folded:not([open])");
  if (!closed) return;
  for (; closed; closed = target.closest("details.folded:not([open])")) closed.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();
figures.forEach((figure) => near.observe(figure.element));
setTimeout(drawAll);

const button = document.getElementById("theme");
function setTheme(name) {
  if (name === "automatic") delete root.dataset.theme; else root.dataset.theme = name;
  button.textContent = `Theme: ${name}`;
  redraw();
}
button.addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(root.dataset.theme || "automatic") + 1) % 3]));
darkWished.addEventListener("change", redraw);

const tables = [...document.querySelectorAll(".table")];
const fade = (table) => table.classList.toggle("cut", table.scrollLeft + table.clientWidth < table.scrollWidth - 2);
const resized = new ResizeObserver((entries) => entries.forEach(({target}) => fade(target)));
for (const table of tables) {
  resized.observe(table);
  table.addEventListener("scroll", () => fade(table), {passive: true});
}

let opened = [];
function unfold(on) {
  if (on) opened = folds.filter((fold) => !fold.open);
  for (const fold of opened) fold.open = on;
}
const print = (on) => { if (on !== printing) unfold(on); printing = on; root.classList.toggle("printing", on); figures.forEach((figure) => { if (on || (figure.isDrawn && isShown(figure))) figure.draw(); }); };
addEventListener("beforeprint", () => print(true));
addEventListener("afterprint", () => print(false));
const contents = document.querySelector(".contents details");
if (contents && matchMedia("(max-width: 60rem)").matches) contents.open = false;
})();
