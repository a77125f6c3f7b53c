"""Builders of workbooks as people really send them, and what reading each must give."""
