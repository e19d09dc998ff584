"""What the archive prints across the stages: the register of a village, the data sheets of a case."""
