"""How a certificate looks: light, on screens and on paper, with nothing from elsewhere."""

from .html import Html

STYLE = Html("""
:root{color-scheme:light}
*{box-sizing:border-box}
html{background:#eef1f4;color:#1b2430;
 font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
body{max-width:210mm;margin:24px auto;padding:36px 44px;background:#fff;
 border:1px solid #d5dbe2;border-radius:6px}
h1{font-size:26px;line-height:1.2;margin:0 0 2px;letter-spacing:-.01em}
h2{font-size:16px;margin:30px 0 8px;padding-bottom:4px;border-bottom:1px solid #d5dbe2}
h3{font-size:14px;margin:20px 0 6px}
p{margin:6px 0}
ul{margin:6px 0;padding-left:20px}
header{border-left:6px solid;padding:2px 0 2px 18px;margin-bottom:22px}
header p{margin:0;color:#4a5563;font-size:15px}
.passed{border-color:#0b6b3a}.noted{border-color:#8a5300}.bad{border-color:#b3261e}
.passed .verdict{color:#0b6b3a}.noted .verdict{color:#8a5300}.bad .verdict{color:#b3261e}
.verdict{font-weight:650}
dl{display:grid;grid-template-columns:repeat(3,1fr);gap:10px 24px;margin:0}
dt{color:#4a5563;font-size:12px}
dd{margin:0;font-weight:550;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:600;color:#4a5563;font-size:12px;vertical-align:bottom}
th,td{padding:4px 10px 4px 0;border-bottom:1px solid #e6eaee;vertical-align:top}
td:last-child{overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
.time{white-space:nowrap}
.muted{color:#4a5563;font-size:12px}
.rose{color:#8a5300;font-weight:650}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:8px 18px;margin-top:10px}
figure{margin:0;break-inside:avoid}
figure.wide{grid-column:1/-1}
figcaption{font-size:12px;font-weight:600}
svg{display:block;width:100%;height:auto}
.key{display:inline-block;width:16px;border-top:2px solid;vertical-align:middle;
 margin:0 4px 0 12px}
.write{border-color:#1c5fa8}.verify{border-color:#b45309;border-top-style:dashed}
code,pre{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:6px 0;padding:8px 12px;
 background:#f5f7f9;border:1px solid #e6eaee;border-radius:4px}
summary{cursor:pointer}
footer{margin-top:30px;padding-top:12px;border-top:1px solid #d5dbe2;break-inside:avoid}
@media (max-width:640px){body{padding:20px;margin:0;border:0}
 dl,.charts{grid-template-columns:1fr}section{overflow-x:auto}}
@page{margin:15mm;@bottom-right{content:counter(page) " / " counter(pages);
 font:9pt sans-serif;color:#4a5563}}
@media print{
 html{background:#fff;font-size:9.5pt}
 body{max-width:none;margin:0;padding:0;border:0}
 h2,h3{break-after:avoid}
 tr,li,pre,dl{break-inside:avoid}
 thead{display:table-header-group}
 .screen{display:none}
 header,figure,.key,.verdict{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
""")
