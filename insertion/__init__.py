"""The domain of French insertion clauses: facts of a contract, dated law, methods and hours.

This package opens no file but its own data, knows no Office format and reads no clock.
"""
