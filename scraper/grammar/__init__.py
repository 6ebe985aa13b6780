"""How Finnish and Swedish minutes are written, whatever the publishing system: pure functions over blocks of text."""
