// TBD
