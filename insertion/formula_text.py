"""How an operation is written with only the parentheses it needs, in Excel as in French."""

from __future__ import annotations

from collections.abc import Callable

from insertion.formula import Binary, Expr, Named, Rounded

STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
"""How tightly each operation holds; whatever stands alone holds at :data:`ALONE`."""
ALONE = 3


def joined(
    node: Binary, read: Callable[[Expr], str], sign: str, weigh: Callable[[Expr], int]
) -> str:
    """Write an operation with only the parentheses it needs."""
    left, right = node.left, node.right
    strength = STRENGTH[node.operator]
    first = f"({read(left)})" if weigh(left) < strength else read(left)
    tight = node.operator in "-/"
    second_weight = weigh(right)
    wrap = second_weight < strength or (tight and second_weight == strength)
    second = f"({read(right)})" if wrap else read(right)
    return f"{first}{sign}{second}"


def weight_of(expr: Expr, rounded: int = ALONE) -> int:
    """Return how tightly ``expr`` holds when written; ``rounded``: the weight of a rounding."""
    match expr:
        case Named(_, inner):
            return weight_of(inner, rounded)
        case Binary(operator, _, _):
            return STRENGTH[operator]
        case Rounded():
            return rounded
        case _:
            return ALONE
