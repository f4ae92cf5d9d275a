"""Published files to readings: opened, laid out, recognized, and given their meaning."""
