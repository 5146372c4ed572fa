"""Discord as a platform. Inside these files ``discord`` is the library, imported by one of them."""
