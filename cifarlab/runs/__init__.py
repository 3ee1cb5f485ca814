"What every experiment shares: workers, files, records."
