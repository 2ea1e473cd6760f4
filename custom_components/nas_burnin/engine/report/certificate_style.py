"""How a certificate looks: light on paper, dark where it is wanted; nothing from elsewhere."""

from .html import Html

STYLE = Html("""
:root{color-scheme:light;--around:#eef1f4;--page:#fff;--ink:#1b2430;--muted:#4a5563;
 --rule:#d5dbe2;--line:#e6eaee;--code:#f5f7f9;--good:#0b6b3a;--noted:#8a5300;
 --bad:#b3261e;--write:#1c5fa8;--verify:#b45309;--heat:#8a2f3c}
@media screen and (prefers-color-scheme:dark){
 :root{color-scheme:dark;--around:#0d1117;--page:#161b22;--ink:#e6edf3;--muted:#9aa7b5;
 --rule:#3a434d;--line:#2b333c;--code:#0d1117;--good:#4ac26b;--noted:#e3a33a;
 --bad:#ff7b72;--write:#6cb0ff;--verify:#f0a04b;--heat:#ff8f9c}
}
*{box-sizing:border-box}
html{background:var(--around);color:var(--ink);
 font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
body{max-width:210mm;margin:24px auto;padding:36px 44px;background:var(--page);
 border:1px solid var(--rule);border-radius:6px}
h1{font-size:26px;line-height:1.2;margin:0 0 2px;letter-spacing:-.01em}
h2{font-size:16px;margin:30px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--rule)}
h3{font-size:14px;margin:20px 0 6px}
p{margin:6px 0}
ul{margin:6px 0;padding-left:20px}
header{border-left:6px solid;padding:2px 0 2px 18px;margin-bottom:22px}
header p{margin:0;color:var(--muted);font-size:15px}
.passed{border-color:var(--good)}.noted{border-color:var(--noted)}.bad{border-color:var(--bad)}
.passed .verdict{color:var(--good)}.noted .verdict{color:var(--noted)}.bad .verdict{color:var(--bad)}
.verdict{font-weight:650}
dl{display:grid;grid-template-columns:repeat(3,1fr);gap:10px 24px;margin:0}
dt{color:var(--muted);font-size:12px}
dd{margin:0;font-weight:550;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:600;color:var(--muted);font-size:12px;vertical-align:bottom}
th,td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:last-child{overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
.time{white-space:nowrap}
.muted{color:var(--muted);font-size:12px}
.number-of{margin-top:14px;overflow-wrap:anywhere}
.rose{color:var(--noted);font-weight:650}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:8px 18px;margin-top:10px}
figure{margin:0;break-inside:avoid}
figure.wide{grid-column:1/-1}
figcaption{font-size:12px;font-weight:600}
svg{display:block;width:100%;height:auto}
.key{display:inline-block;width:16px;border-top:2px solid;vertical-align:middle;
 margin:0 4px 0 12px}
.write{border-color:var(--write)}.verify{border-color:var(--verify);border-top-style:dashed}
code,pre{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:6px 0;padding:8px 12px;
 background:var(--code);border:1px solid var(--line);border-radius:4px}
summary{cursor:pointer}
footer{margin-top:30px;padding-top:12px;border-top:1px solid var(--rule);break-inside:avoid}
svg text{fill:var(--muted)}
svg path{stroke:var(--muted)}
svg line{stroke:var(--line)}
svg [stroke="#1c5fa8"]{stroke:var(--write)}svg [fill="#1c5fa8"]{fill:var(--write)}
svg [stroke="#b45309"]{stroke:var(--verify)}svg [fill="#b45309"]{fill:var(--verify)}
svg [stroke="#8a2f3c"]{stroke:var(--heat)}
@media screen and (max-width:640px){body{padding:20px;margin:0;border:0}
 dl{grid-template-columns:1fr 1fr}.charts{grid-template-columns:1fr}
 section{overflow-x:auto}.wide svg{min-width:540px}}
@page{margin:15mm;@bottom-right{content:counter(page) " / " counter(pages);
 font:9pt sans-serif;color:var(--muted)}}
@media print{
 html{background:#fff;font-size:9.5pt}
 body{max-width:none;margin:0;padding:0;border:0}
 h2,h3,p:has(+figure),tr:nth-child(-n+2){break-after:avoid}
 tr,li,pre,dl{break-inside:avoid}
 thead{display:table-header-group}
 .screen{display:none}
 header,figure,.key,.verdict{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
""")
