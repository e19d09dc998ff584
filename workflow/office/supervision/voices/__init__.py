"""What complaints and evaluation cards of a period come to, told so that no figure and no difference points at one."""
