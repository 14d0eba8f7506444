"""Where an alert goes at an instant: matching, the tree, time intervals, inhibition, silences."""
