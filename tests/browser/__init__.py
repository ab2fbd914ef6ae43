"""What only a browser can tell: accessibility, keyboard, scripts, and requests to other hosts."""
