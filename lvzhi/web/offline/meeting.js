"use strict";
// Everything typed by people is set as text, never as markup.
(() => {
  const held = JSON.parse(document.getElementById("held").textContent);
  const dialog = document.querySelector("dialog");
  const opened = dialog.querySelector(".opened");

  const make = (name, words, kind) => {
    const made = document.createElement(name);
    if (words !== undefined && words !== null) made.textContent = words;
    if (kind) made.className = kind;
    return made;
  };
  const press = (words, act) => {
    const button = make("button", words);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  };

  const DAY = /^\d{4}-\d\d-\d\d( \d\d:\d\d)?$/;
  const table = (headings, lines, open) => {
    const box = make("div", null, "rows");
    const made = box.appendChild(make("table"));
    const head = made.createTHead().insertRow();
    headings.forEach((words) => head.appendChild(make("th", words)));
    const body = made.createTBody();
    lines.forEach((line, at) => {
      const row = body.insertRow();
      line.forEach((value) => {
        row.appendChild(make("td", value === true ? "是" : value === false ? "否" : value,
          typeof value === "number" ? "n" : DAY.test(value) ? "day" : ""));
      });
      if (open) {
        row.className = "opens";
        row.addEventListener("click", () => open(at, row));
      }
    });
    return box;
  };

  // A source is [place, sheet, cell, value]; a place [who, file, receipt, time].
  const sources = (numbers) => {
    const lines = numbers.map((n) => {
      const [place, sheet, cell, value] = held.sources[n];
      const [who, file, receipt, time] = held.places[place];
      return [who, sheet, cell, value, file, receipt, time];
    });
    const box = make("div");
    if (!lines.length) box.appendChild(make("p", "这一行没有对应的单元格。", "note"));
    else {
      box.appendChild(make("h3", `来源(${lines.length} 处)`));
      box.appendChild(table(["填报单位", "表", "单元格", "内容", "文件", "回执号", "时间"], lines));
    }
    return box;
  };

  // Rows of a table of `held`, all or those numbered; under them where the row clicked comes from.
  const rows = (name, numbers) => {
    const from = held.tables[name];
    const chosen = numbers || from.rows.map((_, n) => n);
    const box = make("div");
    if (!chosen.length) {
      box.appendChild(make("p", "没有符合的行。", "note"));
      return box;
    }
    const below = make("div");
    const open = from.sources && ((at, row) => {
      box.querySelectorAll(".chosen").forEach((r) => r.classList.remove("chosen"));
      row.classList.add("chosen");
      below.replaceChildren(sources(from.sources[chosen[at]]));
      below.scrollIntoView({ block: "nearest" });
    });
    box.appendChild(table(from.headings, chosen.map((n) => from.rows[n]), open));
    if (open) box.appendChild(make("p", "点一行,看它在报送簿里的出处。", "note"));
    if (held.part) box.appendChild(make("p", "数是全局的;这里列出可以查看的行。", "note"));
    box.appendChild(below);
    return box;
  };
  const show = (title, ...parts) => {
    opened.replaceChildren(make("h2", title), ...parts);
    dialog.showModal();
  };
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());

  const draw = {
    figures: (block) => {
      const box = make("div", null, "figures");
      block.figures.forEach((figure) => {
        const card = box.appendChild(make("div", null, "figure"));
        card.append(make("span", figure.label), make("b", figure.value), make("p", figure.note, "note"));
        figure.lists.forEach(([words, name, numbers]) => card.appendChild(press(
          `${words}(${numbers.length} 行)`, () => show(`${figure.label} ${figure.value}`, rows(name, numbers)))));
      });
      return box;
    },
    chart: (block) => {
      const { title, xaxis } = block.figure.layout;
      const box = make("div", null, "wide");
      if (block.title && !(title && title.text)) box.appendChild(make("h3", block.title));
      if (block.told) box.appendChild(make("p", block.told, "told"));
      // Many columns slide on a phone; squeezed their signs would lie over each other.
      const plot = box.appendChild(make("div", null, xaxis && xaxis.tickvals && xaxis.tickvals.length > 16 ? "many" : ""));
      box.addEventListener("drawn", () => {
        Plotly.newPlot(plot, block.figure.data, block.figure.layout, { displayModeBar: false, responsive: true });
        plot.on("plotly_click", (event) => {
          const mark = JSON.stringify(event.points[0].customdata);
          if (mark in block.marks) show(block.title, rows(block.table, block.marks[mark]));
        });
      });
      return box;
    },
    rows: (block) => {
      const box = make("details");
      box.appendChild(make("summary", `明细:${block.title}(${held.tables[block.table].rows.length} 行)`));
      if (block.open) box.open = true;
      let drawn = false;
      const fill = () => { if (box.open && !drawn) { drawn = true; box.appendChild(rows(block.table)); } };
      box.addEventListener("toggle", fill);
      fill();
      return box;
    },
    said: (block) => {
      const box = make("div");
      if (block.title) box.appendChild(make("h3", block.title));
      box.appendChild(make("p", block.words, block.title ? "list" : "told"));
      return box;
    },
    definition: (block) => {
      const box = make("details");
      box.appendChild(make("summary", "? 这些数字怎么算"));
      block.lines.forEach((line) => box.appendChild(make("p", line, "note")));
      return box;
    },
  };

  const main = document.querySelector("main");
  const nav = document.querySelector("nav");
  const open = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const page = held.pages.find((p) => p.url === wanted) || held.pages[0];
    nav.querySelectorAll("a").forEach((a) => {
      if (a.hash === `#${page.url}`) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
    });
    const blocks = page.blocks.map((block) => draw[block.kind](block));
    main.replaceChildren(make("h2", page.title), make("p", page.sentence), ...blocks);
    blocks.forEach((block) => block.dispatchEvent(new Event("drawn")));
    dialog.close();
    scrollTo(0, 0);
  };
  document.querySelector("h1").textContent = held.title;
  document.querySelector(".about").textContent = held.about.join(" · ");
  held.pages.forEach((page) => {
    const link = nav.appendChild(make("a", page.title));
    link.href = `#${page.url}`;
  });
  addEventListener("hashchange", open);
  open();
})();
