"""Files that mean harm or come broken, made here, each through the real gate and the real reading process."""
