module crosstrain.dev/test/tools/pause

go 1.26.8
