// EditLine
