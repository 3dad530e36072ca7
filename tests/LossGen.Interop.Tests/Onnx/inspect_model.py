"""Checks an ONNX file, shapes included, and prints what it says of itself as JSON."""
import json
import sys

import onnx
import onnx.numpy_helper

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)


def shape(value):
    tensor = value.type.tensor_type
    type_name = onnx.TensorProto.DataType.Name(tensor.elem_type)
    return [type_name] + [d.dim_param or d.dim_value for d in tensor.shape.dim]


json.dump(
    {
        "ir_version": model.ir_version,
        "opset": {entry.domain: entry.version for entry in model.opset_import},
        "producer": model.producer_name,
        "producer_version": model.producer_version,
        "model_version": model.model_version,
        "description": model.doc_string,
        "name": model.graph.name,
        "inputs": {value.name: shape(value) for value in model.graph.input},
        "outputs": {value.name: shape(value) for value in model.graph.output},
        "operators": [node.op_type for node in model.graph.node],
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
        "parameters": [
            float(number)
            for tensor in model.graph.initializer
            for number in onnx.numpy_helper.to_array(tensor).ravel()
        ],
    },
    sys.stdout,
)
