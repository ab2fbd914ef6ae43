"""What the portal must do, in rooms named like the house's own."""
