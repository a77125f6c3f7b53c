"""How cells look: one accent colour, pale yellow inputs with a border, bold white outputs."""

from __future__ import annotations

from typing import Any

ACCENT = "#1F4E79"
INPUT_FILL = "#FFF8DC"
BORDER = "#BFBFBF"
GREY = "#595959"
PALE = "#EAF0F7"
WRONG = "#A61B1B"
CAUTION = "#7A4B00"

# « _0 » leaves the width of a digit: LibreOffice forgets the indent of some figures on the right.
MONEY = '[$-40C]#,##0.00\\ "€"_0'
MONEY_PER_HOUR = '[$-40C]#,##0.00\\ "€/h"_0'
SHARE = "[$-40C]0.0##\\ %_0"
HOURS = "[$-40C]#,##0_0"
HOURS_WITH_DECIMALS = "[$-40C]#,##0.00_0"
ONE_DECIMAL = "[$-40C]#,##0.0_0"
SIGNED = '[$-40C]+#,##0_0;[$-40C]"−"#,##0_0;0_0'
DATE = "dd/mm/yyyy"
TEXT = "@"

_BASE: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
_CELL: dict[str, Any] = {**_BASE, "border": 1, "border_color": BORDER}
_INPUT: dict[str, Any] = {**_CELL, "bg_color": INPUT_FILL}
_INPUT_FIGURE: dict[str, Any] = {**_INPUT, "align": "right"}
_OUTPUT: dict[str, Any] = {**_CELL, "bold": True, "align": "right"}
_TOTAL: dict[str, Any] = {**_OUTPUT, "bg_color": PALE, "top": 2, "bottom": 2}
_GREY_OUTPUT: dict[str, Any] = {
    **_CELL,
    "align": "right",
    "font_color": GREY,
    "font_size": 10.5,
}

_CARD: dict[str, Any] = {**_BASE, "bold": True, "font_size": 20, "font_color": ACCENT,
                         "bg_color": PALE, "align": "left", "indent": 1}  # fmt: skip
_LINE: dict[str, Any] = {**_CELL, "font_size": 10.5, "shrink": True}
"""One line whatever its length: a summary keeps to its page."""
_DOUBTFUL: dict[str, Any] = {**_CELL, "italic": True, "font_color": CAUTION, "bg_color": "#FBF3E6"}
"""What comes from memory: another look, beside words that say so."""
_LOT: dict[str, Any] = {**_BASE, "font_size": 10.5, "shrink": True}

STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "bold": True, "font_size": 18, "font_color": ACCENT},
    "lead": {**_BASE, "font_color": GREY, "font_size": 11},
    "plain": _BASE,
    "plain_right": {**_BASE, "align": "right"},
    "wrapped": {**_BASE, "text_wrap": True},
    "strong": {**_BASE, "bold": True},
    "plain_indented": {**_BASE, "indent": 1},
    "bullet": {**_BASE, "align": "center", "font_color": ACCENT},
    "section_plain": {**_BASE, "bold": True, "font_color": ACCENT, "font_size": 12},
    "strong_left": {**_BASE, "bold": True, "align": "left", "indent": 1},
    "small": {**_BASE, "font_color": GREY, "font_size": 10, "text_wrap": True},
    "section": {**_BASE, "bold": True, "font_size": 13, "font_color": ACCENT,
                "bottom": 2, "bottom_color": ACCENT},
    "step": {**_BASE, "bold": True, "font_size": 14, "font_color": ACCENT, "align": "center"},
    "link": {**_BASE, "font_color": ACCENT, "underline": 1, "bold": True},
    "head": {**_BASE, "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "text_wrap": True,
             "align": "center", "border": 1, "border_color": BORDER},
    "head_left": {**_BASE, "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT,
                  "text_wrap": True, "border": 1, "border_color": BORDER, "indent": 1},
    "head_result": {**_BASE, "bold": True, "font_color": ACCENT, "bg_color": PALE,
                    "text_wrap": True, "align": "center", "border": 1, "border_color": BORDER},
    "label": {**_CELL, "text_wrap": True, "indent": 1},
    "label_strong": {**_CELL, "text_wrap": True, "indent": 1, "bold": True},
    "label_within": {**_CELL, "text_wrap": True, "indent": 3},
    "help": {**_CELL, "font_color": GREY, "font_size": 10, "text_wrap": True, "indent": 1},
    "message": {**_CELL, "font_size": 10.5, "text_wrap": True, "indent": 1},
    "status": {**_BASE, "bold": True},
    "input_text": {**_INPUT, "num_format": TEXT, "text_wrap": True, "align": "left", "indent": 1},
    "fact_text": {**_INPUT, "num_format": TEXT, "text_wrap": True, "align": "left", "indent": 1},
    "fact_long_text": {**_INPUT, "text_wrap": True, "align": "left", "indent": 1},
    "fact_choice": {**_INPUT, "text_wrap": True, "align": "left", "indent": 1},
    "fact_date": {**_INPUT, "num_format": DATE, "align": "left", "indent": 1},
    "fact_money": {**_INPUT, "num_format": MONEY, "align": "left", "indent": 1},
    "fact_share": {**_INPUT, "num_format": SHARE, "align": "left", "indent": 1},
    "fact_whole": {**_INPUT, "num_format": HOURS, "align": "left", "indent": 1},
    "fact_number": {**_INPUT, "align": "left", "indent": 1},
    "input_short": {**_INPUT, "num_format": TEXT, "align": "center"},
    "input_choice": {**_INPUT, "align": "left", "text_wrap": True, "indent": 1},
    "input_date_cell": {**_INPUT, "num_format": DATE, "align": "center"},
    "input_money": {**_INPUT_FIGURE, "num_format": MONEY},
    "input_rate": {**_INPUT_FIGURE, "num_format": MONEY_PER_HOUR},
    "input_share": {**_INPUT_FIGURE, "num_format": SHARE},
    "input_hours": {**_INPUT_FIGURE, "num_format": ONE_DECIMAL},
    "input_whole": {**_INPUT_FIGURE, "num_format": HOURS},
    "input_number": _INPUT_FIGURE,
    "output_text": {**_CELL, "text_wrap": True, "indent": 1, "font_color": GREY, "font_size": 10.5},
    "output_exact": {**_GREY_OUTPUT, "num_format": HOURS_WITH_DECIMALS},
    "output_small": {**_GREY_OUTPUT, "num_format": ONE_DECIMAL},
    "output_hours": {**_OUTPUT, "num_format": HOURS},
    "total_label": {**_TOTAL, "align": "left", "text_wrap": True, "indent": 1},
    "total_blank": {**_TOTAL},
    "total_money": {**_TOTAL, "num_format": MONEY},
    "total_hours": {**_TOTAL, "num_format": HOURS},
    "total_decimals": {**_TOTAL, "num_format": HOURS_WITH_DECIMALS},
    "total_small": {**_TOTAL, "num_format": ONE_DECIMAL},
    "fact_name": {**_BASE, "font_color": GREY, "valign": "top"},
    "fact_shown": {**_BASE, "text_wrap": True, "valign": "top", "align": "left"},
    "fact_shown_strong": {**_BASE, "text_wrap": True, "valign": "top", "align": "left",
                          "bold": True},
    "to_name": {**_BASE, "font_color": GREY, "valign": "bottom"},
    "to_sign": {**_BASE, "bottom": 1, "bottom_color": GREY},
    "total_message": {**_TOTAL, "align": "left", "text_wrap": True},
    "note_text": {**_BASE, "text_wrap": True, "indent": 1},
    "note_small": {**_BASE, "text_wrap": True, "font_size": 10.5, "indent": 1},
    "note_number": {**_BASE, "align": "center"},
    "note_money": {**_BASE, "num_format": MONEY, "align": "right"},
    "note_rate": {**_BASE, "num_format": MONEY_PER_HOUR, "align": "right"},
    "note_share": {**_BASE, "num_format": SHARE, "align": "right"},
    "note_hours": {**_BASE, "num_format": ONE_DECIMAL, "align": "right"},
    "note_figure": {**_BASE, "align": "right"},
    "note_exact": {**_BASE, "num_format": HOURS_WITH_DECIMALS, "align": "right",
                   "font_color": GREY},
    "note_gap": {**_BASE, "num_format": SIGNED, "align": "right"},
    "note_whole": {**_BASE, "num_format": HOURS, "align": "right"},
    "note_result": {**_BASE, "num_format": HOURS, "align": "right", "bold": True},
    "legend_wrong": {**_CELL, "indent": 1, "font_color": WRONG, "bold": True},
    "legend_idle": {**_CELL, "indent": 1, "bg_color": "#EDEDED", "font_color": "#8C8C8C"},
    "cell_text": {**_CELL, "text_wrap": True, "indent": 1},
    "cell_code": {**_CELL, "num_format": TEXT, "align": "center"},
    "cell_center": {**_CELL, "text_wrap": True, "align": "center"},
    "cell_whole": {**_CELL, "num_format": HOURS, "align": "right"},
    "cell_money": {**_CELL, "num_format": MONEY, "align": "right"},
    "cell_share": {**_CELL, "num_format": SHARE, "align": "right"},
    "cell_magnitude": {**_CELL, "num_format": SHARE, "align": "right", "italic": True},
    "cell_rate": {**_CELL, "num_format": MONEY_PER_HOUR, "align": "right"},
    "cell_number": {**_CELL, "align": "right"},
    "magnitude_text": {**_DOUBTFUL, "text_wrap": True, "indent": 1},
    "magnitude_center": {**_DOUBTFUL, "align": "center"},
    "magnitude_share": {**_DOUBTFUL, "num_format": SHARE, "align": "right"},
    "magnitude_rate": {**_DOUBTFUL, "num_format": MONEY_PER_HOUR, "align": "right"},
    "magnitude_number": {**_DOUBTFUL, "align": "right"},
    "magnitude_exact": {**_DOUBTFUL, "num_format": HOURS_WITH_DECIMALS, "align": "right"},
    "magnitude_hours": {**_DOUBTFUL, "num_format": HOURS, "align": "right"},
    "magnitude_gap": {**_DOUBTFUL, "num_format": SIGNED, "align": "right"},
    "section_magnitude": {**_BASE, "bold": True, "italic": True, "font_size": 13,
                          "font_color": CAUTION, "bottom": 2, "bottom_color": CAUTION},
    "cell_exact": {**_CELL, "num_format": HOURS_WITH_DECIMALS, "align": "right"},
    "cell_gap": {**_CELL, "num_format": SIGNED, "align": "right"},
    "input_magnitude": {**_INPUT_FIGURE, "num_format": SHARE, "italic": True},
    "output_magnitude": {**_OUTPUT, "num_format": HOURS, "italic": True, "bold": False},
    "output_center": {**_CELL, "text_wrap": True, "align": "center", "bold": True},
    "subject": {**_BASE, "bold": True, "font_size": 13},
    "card_name": {**_BASE, "bg_color": PALE, "font_color": GREY, "font_size": 10.5, "indent": 1,
                  "top": 2, "top_color": ACCENT},
    "card_whole": {**_CARD, "num_format": HOURS},
    "card_number": {**_CARD, "num_format": ONE_DECIMAL},
    "card_ratio": {**_CARD, "num_format": '[$-40C]"× "0.00'},
    "card_magnitude": {**_CARD, "num_format": ONE_DECIMAL, "italic": True, "bold": False},
    "line_text": {**_LINE, "indent": 1},
    "line_center": {**_LINE, "align": "center"},
    "line_whole": {**_LINE, "num_format": HOURS, "align": "right"},
    "line_hours": {**_LINE, "num_format": HOURS, "align": "right", "bold": True},
    "line_gap": {**_LINE, "num_format": SIGNED, "align": "right", "bold": True},
    "lot_text": {**_LOT, "indent": 1},
    "lot_center": {**_LOT, "align": "center"},
    "lot_hours": {**_LOT, "num_format": HOURS, "align": "right", "bold": True},
    "line_total": {**_LINE, "bold": True, "bg_color": PALE, "top": 2, "bottom": 2, "indent": 1},
    "line_total_whole": {**_LINE, "bold": True, "bg_color": PALE, "top": 2, "bottom": 2,
                         "num_format": HOURS, "align": "right"},
    # Conditional looks: only what changes.
    "if_wrong": {"font_color": WRONG, "bold": True},
    "if_caution": {"font_color": CAUTION, "bold": True},
    "if_idle": {"bg_color": "#EDEDED", "font_color": "#8C8C8C"},
    "if_doubtful": {"italic": True, "font_color": CAUTION, "bg_color": "#FBF3E6",
                    "bottom": 1, "bottom_color": BORDER},
    "if_filled": {"bottom": 1, "bottom_color": BORDER},
}  # fmt: skip
"""Style name to XlsxWriter properties; a name says the use, not the colour."""
