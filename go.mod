module alun

go 1.26
