// A function as Go's official template has it: it writes the objects of a file, whatever is asked.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"os"

	function "github.com/crossplane/function-sdk-go"
	"github.com/crossplane/function-sdk-go/logging"
	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
	"github.com/crossplane/function-sdk-go/request"
	"github.com/crossplane/function-sdk-go/resource"
	"github.com/crossplane/function-sdk-go/resource/composed"
	"github.com/crossplane/function-sdk-go/response"
	"k8s.io/apimachinery/pkg/runtime"
)

// Function writes the same objects for every composite.
type Function struct {
	fnv1.UnimplementedFunctionRunnerServiceServer
	log     logging.Logger
	objects map[string]map[string]any
}

// RunFunction answers one call.
func (f *Function) RunFunction(_ context.Context, req *fnv1.RunFunctionRequest) (*fnv1.RunFunctionResponse, error) {
	rsp := response.To(req, response.DefaultTTL)
	xr, err := request.GetObservedCompositeResource(req)
	if err != nil {
		response.Fatal(rsp, err)
		return rsp, nil
	}
	desired, err := request.GetDesiredComposedResources(req)
	if err != nil {
		response.Fatal(rsp, err)
		return rsp, nil
	}
	f.log.Debug("running", "composite", xr.Resource.GetName())
	for key, object := range f.objects {
		made := composed.New()
		made.Object = runtime.DeepCopyJSON(object)
		desired[resource.Name(key)] = &resource.DesiredComposed{Resource: made}
	}
	if err := response.SetDesiredComposedResources(rsp, desired); err != nil {
		response.Fatal(rsp, err)
	}
	return rsp, nil
}

func main() {
	address := flag.String("address", "", "host:port")
	certificates := flag.String("certificates", "", "folder with ca.crt, tls.crt, tls.key")
	path := flag.String("objects", "", "JSON file: objects by composition resource name")
	flag.Parse()
	data, err := os.ReadFile(*path)
	if err != nil {
		log.Fatal(err)
	}
	logger, err := function.NewLogger(false)
	if err != nil {
		log.Fatal(err)
	}
	f := &Function{log: logger}
	if err := json.Unmarshal(data, &f.objects); err != nil {
		log.Fatal(err)
	}
	log.Fatal(function.Serve(f, function.Listen("tcp", *address), function.MTLSCertificates(*certificates)))
}
