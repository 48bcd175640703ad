"""A function as Python's official template has it: it writes the objects of a file, whatever is asked."""

import json
import sys

from crossplane.function import resource, response, runtime
from crossplane.function.proto.v1 import run_function_pb2 as fnv1
from crossplane.function.proto.v1 import run_function_pb2_grpc as grpcv1


class FunctionRunner(grpcv1.FunctionRunnerService):
    """Writes the same objects for every composite."""

    def __init__(self, objects):
        self.objects = objects

    async def RunFunction(self, req: fnv1.RunFunctionRequest, _) -> fnv1.RunFunctionResponse:  # noqa: N802
        rsp = response.to(req)
        for key, made in self.objects.items():
            resource.update(rsp.desired.resources[key], made)
        return rsp


if __name__ == "__main__":
    address, certificates, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        function = FunctionRunner(json.load(file))
    runtime.serve(function, address, creds=runtime.load_credentials(certificates), insecure=False)
