"""Everything the commands do, as functions: each takes the command's options and returns a result.

The public names are handed on by `depthlimit` itself; import them from there.
"""
