# SPDX-License-Identifier: GPL-2.0
"""An SVG of a workload: each figure of Stride's as a part of the in-tree driver's."""

from html import escape

from .table import FIGURES, LABEL

COLOR = {"tuned": "#b0b0b0", "stride": "#2a6fbb"}

ROW, LEFT, WIDTH, TOP = 26, 300, 420, 46
# Bars end here; what is longer is cut and says so.
MOST = 2.0


def _bars(result: dict) -> list[tuple[str, float, str]]:
    found = []
    for name in FIGURES:
        base = result["exact"]["intree"]["per_unit"].get(name, 0)
        if base:
            label = LABEL.get(name, name)
            for side in COLOR:
                found.append((label, result["exact"][side]["per_unit"].get(name, 0) / base,
                              COLOR[side]))
                label = ""
    ratio = result["wall"].get("ratios", {}).get("intree")
    if ratio:
        found.append(("rate, wall", ratio["median"], COLOR["stride"]))
    return found


def svg(result: dict, title: str) -> str:
    """The whole file."""
    bars = _bars(result)
    height = TOP + ROW * len(bars) // 2 + ROW * (len(bars) % 2) + 40
    scale = WIDTH / MOST
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 80}" '
             f'height="{height}" font-family="sans-serif" font-size="12">',
             "<!-- SPDX-License-Identifier: GPL-2.0 -->",
             '<rect width="100%" height="100%" fill="white"/>',
             f'<text x="8" y="18" font-weight="bold">{escape(title)}</text>',
             f'<text x="{LEFT}" y="36">in-tree = 1; grey: in-tree tuned, blue: Stride</text>']
    y = TOP
    for name, value, color in bars:
        long = min(value, MOST) * scale
        if name:
            lines.append(f'<text x="{LEFT - 6}" y="{y + 12}" text-anchor="end">'
                         f"{escape(name)}</text>")
        lines.append(f'<rect x="{LEFT}" y="{y + 1}" width="{long:.1f}" height="11" '
                     f'fill="{color}"/>')
        lines.append(f'<text x="{LEFT + long + 4:.1f}" y="{y + 11}" font-size="10">'
                     f"{value:.2f}{' (cut)' if value > MOST else ''}</text>")
        y += ROW // 2
    one = LEFT + scale
    lines += [f'<line x1="{one}" y1="{TOP - 4}" x2="{one}" y2="{y}" stroke="black" '
              'stroke-dasharray="3,3"/>', "</svg>", ""]
    return "\n".join(lines)
