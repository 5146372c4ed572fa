"""The bundled newsroom of `tidings demo`."""
