"""The language of Terraform: text cut into blocks, parsed, and worked out as far as the files tell."""
