"""The rules of each institution as dated, cited data, and the working-day calendar. Pure."""
