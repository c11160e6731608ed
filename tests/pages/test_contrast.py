"""Text at 4.5:1 and controls at 3:1, computed by Chromium from the tokens, by day and by night."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.pages.screen import Screen, View

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SURFACES = ["surface-0", "surface-1", "surface-2", "surface-raised"]
TEXT = [
    *[(ink, surface) for ink in ("ink", "ink-muted") for surface in [*SURFACES, "surface-3"]],
    *[("ink-faint", surface) for surface in SURFACES],
    *[(ink, surface) for ink in ("accent", "danger", "ok") for surface in SURFACES],
    *[("ink", soft) for soft in ("accent-soft", "danger-soft", "ok-soft")],
    *[(ink, "accent-soft") for ink in ("ink-muted", "ink-faint", "accent", "danger")],
    *[("danger", "danger-soft"), ("ok", "ok-soft"), ("surface-1", "ink")],
    *[("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("mention-ink", "mention")],
    ("danger-ink", "danger-strong"),
    *[(f"code-{name}", "code") for name in ("ink", "comment", "keyword", "name", "string")],
    *[(f"code-{name}", "code") for name in ("number", "type")],
    *[("code-ink", "code-added"), ("code-ink", "code-removed")],
]
CONTROLS = [
    *[("line-strong", surface) for surface in SURFACES],
    *[("accent", surface) for surface in [*SURFACES, "surface-3"]],  # the ring of focus
    *[(f"presence-{state}", "surface-1") for state in ("online", "away", "off")],
    *[(f"presence-{state}", "surface-0") for state in ("online", "away", "off")],
]
# Painted and read back, so that whatever CSS can say is measured as it is shown.
RATIO = """(pairs) => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const probe = document.body.appendChild(document.createElement("i"));
  const luminance = (colour) => {
    probe.style.color = colour;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return pairs.map(([front, back]) => {
    const [low, high] = [luminance(front), luminance(back)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });
}"""
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><title>Tokens</title>
<link rel="stylesheet" href="/static/css/layers.css">
<link rel="stylesheet" href="/static/css/tokens.css"><body></body></html>"""


def ratios(screen: Screen, theme: str, pairs: list[tuple[str, str]]) -> dict[str, float]:
    """The contrast of each pair of CSS colours, by their names."""

    def act(page: Page) -> list[float]:
        found: list[float] = page.evaluate(RATIO, pairs)
        return found

    measured = screen.look(PAGE.format(theme=theme), act, View())
    return {
        f"{front} on {back}": ratio for (front, back), ratio in zip(pairs, measured, strict=True)
    }


def roles(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"var(--{front})", f"var(--{back})") for front, back in pairs]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_the_contrast_to_be_read(screen: Screen, theme: str) -> None:
    faint = {k: v for k, v in ratios(screen, theme, roles(TEXT)).items() if v < 4.5}
    assert faint == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_controls_stand_out_from_what_is_behind_them(screen: Screen, theme: str) -> None:
    faint = {k: v for k, v in ratios(screen, theme, roles(CONTROLS)).items() if v < 3}
    assert faint == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_initials_can_be_read_on_every_hue(screen: Screen, theme: str) -> None:
    backs = [
        f"oklch(var(--avatar-lightness) {chroma} {hue * 15}deg)"
        for hue in range(24)
        for chroma in ("var(--avatar-chroma)", "var(--avatar-chroma-none)")
    ]
    pairs = [("var(--avatar-ink)", back) for back in backs]
    faint = {k: v for k, v in ratios(screen, theme, pairs).items() if v < 4.5}
    assert faint == {}


def test_the_measure_itself_is_right(screen: Screen) -> None:
    found = ratios(screen, "light", [("black", "white"), ("white", "white"), ("#777", "white")])
    assert [round(ratio, 2) for ratio in found.values()] == [21.0, 1.0, 4.48]


def own_styles() -> dict[str, str]:
    """Our style sheets without their comments; the panel's is the panel's own."""
    return {
        path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for path in sorted(CSS.glob("*.css"))
        if path.name != "admin.css"
    }


def test_only_the_tokens_name_a_colour() -> None:
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|color)a?\(|oklch\((?!var)", re.I)
    named = {name: raw.findall(css) for name, css in own_styles().items() if name != "tokens.css"}
    assert {name: found for name, found in named.items() if found} == {}


def test_every_sheet_is_in_a_layer_and_none_shouts() -> None:
    for name, css in own_styles().items():
        # The live page stands beside Django's own sheets, which are in no layer and would win.
        assert css.lstrip().startswith("@layer ") or name == "live.css", name
        assert "!important" not in css, name
