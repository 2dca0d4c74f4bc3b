"""FDA labels and text for patients: what the layouts of labels in XML and in text, and the general one, share."""
