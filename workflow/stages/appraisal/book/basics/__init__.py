"""Who stands for each household, and what its file lacks: what appraisers are asked before any amount (S32)."""
