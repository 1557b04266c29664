"""Final answers compared by value: numbers, quantities, expressions, sets; what a model wrote is never executed.

An answer is cut into tokens and read by a grammar of our own; what is too long, too deep or too large is
compared as text. Plain numbers, fractions, percentages and units need nothing but the standard library;
answers with variables are compared by SymPy, in a process of their own with hard limits.
"""

from colloquist.answers.comparing import NeedsSymPy, can_compare_symbols, grouped, value_equal
from colloquist.answers.form import Form

__all__ = ["Form", "NeedsSymPy", "can_compare_symbols", "grouped", "value_equal"]
