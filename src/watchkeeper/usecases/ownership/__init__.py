"""What the product does about owners: finds, asks, weighs, hands over."""
