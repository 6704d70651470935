"""The look of a table on a page: the page's colours, one rule a line, scrolling inside its own frame.

The page may set the four neutrals that figures use too. Without them JupyterLab's colours are taken,
and without those dark ink on white paper.
"""

from __future__ import annotations

CSS = """\
.syn-table{--ink:var(--fig-ink,var(--jp-content-font-color1,#1a1a1a));\
--muted:var(--fig-muted,var(--jp-content-font-color2,#595959));\
--grid:var(--fig-grid,var(--jp-border-color2,#d0d0d0));\
--paper:var(--fig-paper,var(--jp-layout-color0,#ffffff));\
max-width:100%;margin:1.5rem 0;color:var(--ink);background:var(--paper);font-size:0.875rem;line-height:1.4}
.syn-table .syn-scroll{overflow-x:auto;container-type:inline-size;background:\
linear-gradient(to left,var(--paper) 40%,transparent) right/2rem 100% no-repeat local,\
linear-gradient(to left,var(--grid),transparent) right/.7rem 100% no-repeat scroll}
.syn-table .syn-scroll:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
.syn-table table{border-collapse:collapse;table-layout:auto;min-width:100%;margin:0;border:0;\
font-size:inherit;color:inherit}
.syn-table caption{caption-side:top;text-align:left;padding:0 0 .6rem;color:var(--ink)}
.syn-table caption span{display:block;position:sticky;left:0;width:100%;width:min(100%,100cqi)}
.syn-table .syn-title{font-size:1.05rem;font-weight:600}
.syn-table .syn-subtitle,.syn-table .syn-notes{color:var(--muted)}
.syn-table th,.syn-table td{padding:.3rem .5rem;border:0;border-bottom:1px solid var(--grid);text-align:left;\
vertical-align:top;font-weight:400;background:none;white-space:normal;max-width:24rem}
.syn-table thead th{vertical-align:bottom;font-weight:600;line-height:1.2}
.syn-table thead tr:last-child th,.syn-table thead th[rowspan]{border-bottom:1px solid var(--ink)}
.syn-table thead th[scope=colgroup]{text-align:center;border-left:.5rem solid transparent;\
border-right:.5rem solid transparent;background-clip:padding-box}
.syn-table tbody th[scope=rowgroup]{font-weight:600;padding-top:.9rem;border-bottom-color:var(--ink)}
.syn-table tbody tr:nth-child(n),.syn-table tbody tr:nth-child(n):hover{background:none}
.syn-table .n{text-align:right;font-variant-numeric:tabular-nums}
.syn-table td.n{white-space:nowrap}
.syn-table td:not(.n){min-width:6.5rem}
.syn-table td.w{min-width:14rem}
.syn-table tr.s>*{font-weight:600}
.syn-table td.z{color:var(--muted)}
.syn-table th[scope=row],.syn-table thead tr:first-child th:first-child{position:sticky;left:0;z-index:1;\
background:var(--paper);min-width:6.5rem;max-width:15rem;overflow-wrap:break-word;hyphens:auto}
.syn-table tbody th[scope=rowgroup]{max-width:none}
.syn-table tbody th[scope=rowgroup] span{display:inline-block;position:sticky;left:.5rem;\
max-width:calc(100cqi - 1rem)}
.syn-table a{color:inherit;text-decoration:underline}
.syn-table sup{font-size:.7em;line-height:0;margin-left:.1em}
.syn-table .syn-notes{margin:.6rem 0 0;font-size:.8125rem}
.syn-table .syn-notes p{margin:.2rem 0}
@media (max-width:640px){.syn-table th[scope=row],\
.syn-table thead tr:first-child th:first-child{max-width:40cqi}}
"""
