"""What the cards in a browser are served: themselves, and the rows they show."""
