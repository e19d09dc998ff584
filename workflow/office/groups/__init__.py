"""The groups whose members an outlet names in public: rating, lines, risk, classification (评定、授信、风险、分类)."""
