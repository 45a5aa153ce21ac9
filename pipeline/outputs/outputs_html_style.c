/* The look of report.html. Colours after Okabe and Ito and ColorBrewer's YlGnBu, told apart by
 * everyone. */
#include "outputs_html_style.h"

#include <stddef.h>

const char *const lt_html_style[] = {
    ":root{--ink:#1d2421;--soft:#59635d;--line:#d5dcd6;--band:#f4f7f4;--head:#1f4d3a;--go"
    "od:#00795c;--bad:#b8430c;--open:#8a6d00;color-scheme:light}\n",
    "*{box-sizing:border-box}\n",
    "html{-webkit-text-size-adjust:100%}\n",
    "body{margin:0;background:#eef1ee;color:var(--ink);font:15px/1.75 \"Noto Sans CJK SC"
    "\",\"Source Han Sans SC\",\"Microsoft YaHei\",\"PingFang SC\",\"Hiragino Sans GB\",S"
    "imHei,sans-serif}\n",
    "main{max-width:1080px;margin:24px auto;background:#fff;padding:44px 56px 32px;border"
    "-top:5px solid var(--head);box-shadow:0 1px 6px rgba(20,40,30,.12)}\n",
    "header{border-bottom:1px solid var(--line);padding-bottom:20px}\n",
    "h1{font:700 30px/1.35 \"Noto Serif CJK SC\",\"Source Han Serif SC\",\"STZhongsong\","
    "SimSun,serif;margin:0 0 4px;color:var(--head);letter-spacing:.02em}\n",
    ".period{font-size:18px;margin:0 0 12px}\n",
    ".meta{margin:0;padding:0;list-style:none;color:var(--soft);font-size:13.5px;display:"
    "flex;flex-wrap:wrap;gap:2px 26px}\n",
    ".mark{float:right;margin:6px 0 4px 24px;border:1.5px solid #a4262c;color:#a4262c;pad"
    "ding:2px 12px;font-weight:700;letter-spacing:.1em}\n",
    "h2{font-size:20px;line-height:1.4;margin:36px 0 12px;color:var(--head);padding-botto"
    "m:5px;border-bottom:2px solid var(--head)}\n",
    "h3{font-size:16px;margin:22px 0 6px}\n",
    "p{margin:8px 0}\n",
    ".note{color:var(--soft);font-size:13.5px}\n",
    ".tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:4px 0 18px}"
    "\n",
    ".tile{border:1px solid var(--line);border-left:4px solid var(--soft);padding:10px 14"
    "px;background:var(--band)}\n",
    ".tile b{display:block;font-size:21px;line-height:1.35;font-variant-numeric:tabular-n"
    "ums;white-space:nowrap}\n",
    ".tile span{display:block;font-size:13px;color:var(--soft);line-height:1.5}\n",
    ".tile.t0{border-left-color:var(--good)}.tile.t1{border-left-color:var(--bad)}.tile.t"
    "2{border-left-color:#c9a400}\n",
    ".said{list-style:none;margin:0;padding:0}\n",
    ".said li{display:grid;grid-template-columns:64px 1fr;gap:14px;padding:8px 0;border-b"
    "ottom:1px solid var(--line)}\n",
    ".said li:last-child{border-bottom:0}\n",
    ".tag{align-self:start;justify-self:start;margin-top:3px;font-size:12.5px;line-height"
    ":1.5;padding:1px 8px;border-radius:3px;color:#fff;background:var(--soft);white-space"
    ":nowrap}\n",
    ".tag.t0{background:var(--good)}.tag.t1{background:var(--bad)}.tag.t2{background:var("
    "--open)}\n",
    "ol.plain,ul.plain{margin:4px 0;padding-left:1.5em}.plain li{margin:3px 0}\n",
    ".wide{overflow-x:auto;margin:10px 0}\n",
    "table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.5}\n",
    "th{background:#e6eee8;text-align:left;font-weight:600;padding:7px 9px;border-bottom:"
    "1.5px solid var(--head);vertical-align:bottom;word-break:keep-all}\n",
    "td{padding:6px 9px;border-bottom:1px solid var(--line);vertical-align:top}\n",
    "tbody tr:nth-child(even){background:var(--band)}\n",
    "tr.total td{font-weight:700;border-top:1.5px solid var(--head);background:#e6eee8}\n",
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.n,.nb{white-space:no"
    "wrap}td.t{min-width:9em}td.see{text-align:center;color:var(--soft)}\n",
    "td.mono{font-family:\"DejaVu Sans Mono\",Consolas,monospace;font-size:11.5px;word-br"
    "eak:break-all;line-height:1.4}\n",
    "td.id{white-space:nowrap;font-variant-numeric:tabular-nums}\n",
    ".own{background:#fff2cc;padding:0 6px;border-radius:3px;white-space:nowrap}\n",
    ".floors{display:grid;grid-template-columns:1fr 1fr;gap:14px 28px}\n",
    ".floorbox{border:1px solid var(--line);padding:10px 16px}\n",
    ".floorbox h3{margin:0;display:flex;justify-content:space-between;gap:10px;align-item"
    "s:baseline}\n",
    "svg.floor{display:block;width:100%;height:auto}\n",
    "svg text{font-size:14px;fill:var(--ink);font-family:inherit}\n",
    "svg .small{font-size:14px}svg .strong{font-weight:700}\n",
    "svg .axis{stroke:#9aa59e;stroke-width:1.5}svg .limit{stroke:#1d2421;stroke-width:3}"
    "\n",
    ".good{fill:#009e73}.bad{fill:#d55e00}.open{fill:#e6c200}.other{fill:#b9c2bc}.cool{fi"
    "ll:#0072b2}.rail{fill:#eef2ef}\n",
    "svg.bar{display:block;width:100%;min-width:130px;height:13px;margin-top:4px}\n",
    "td.barcell{width:34%}\n",
    ".map{margin:14px 0;text-align:center}.map svg{width:100%;max-width:740px;height:auto"
    "}\n",
    ".county{stroke:#fff;stroke-width:3;stroke-linejoin:round}\n",
    ".map text{paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}\n",
    ".map .name{font-size:25px;font-weight:700}.map .share{font-size:21px}\n",
    ".g0{fill:#ffffcc;background:#ffffcc}.g1{fill:#a1dab4;background:#a1dab4}.g2{fill:#41"
    "b6c4;background:#41b6c4}.g3{fill:#2c7fb8;background:#2c7fb8}.g4{fill:#253494;backgro"
    "und:#253494}\n",
    "figcaption{display:flex;flex-wrap:wrap;justify-content:center;gap:4px 18px;font-size"
    ":13px;color:var(--soft)}\n",
    ".key i{display:inline-block;width:20px;height:13px;margin-right:6px;vertical-align:-"
    "1px;border:1px solid #8b958f}\n",
    ".hatched{background:repeating-linear-gradient(135deg,#fff 0 4px,#8b958f 4px 6px)}\n",
    ".sign{display:grid;grid-template-columns:repeat(4,1fr);gap:24px;margin-top:44px;brea"
    "k-inside:avoid}\n",
    ".sign span{border-top:1px solid #7d877f;padding-top:4px;font-size:13.5px;color:var(-"
    "-soft)}\n",
    "footer{margin-top:26px;border-top:1px solid var(--line);padding-top:12px;color:var(-"
    "-soft);font-size:12.5px}\n",
    "@media screen and (max-width:820px){td{min-width:5.5em}main{margin:0;padding:22px 16"
    "px}.tiles{grid-template-columns:1fr 1fr}.floors{grid-template-columns:1fr}h1{font-si"
    "ze:23px}.mark{float:none;display:inline-block;margin:0 0 8px"
    "}.said li{grid-template-columns:1fr;gap:2px}.tile b{white-space:normal;font-size:18p"
    "x}}\n",
    "@media print{@page{size:A4;margin:16mm 14mm}body{background:#fff;font-size:10.5pt}ma"
    "in{margin:0;padding:0;max-width:none;box-shadow:none;border-top:0}table{font-size:8."
    "5pt}h2{break-after:avoid}tr,.tile,.floorbox,.said li,figure{break-inside:avoid}thead"
    "{display:table-header-group}.wide{overflow:visible}*{-webkit-print-color-adjust:exac"
    "t;print-color-adjust:exact}}\n",
    NULL};
