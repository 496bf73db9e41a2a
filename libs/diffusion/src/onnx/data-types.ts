/** ONNX's numbers of element types. */
export const dataTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;

/** ONNX's numbers of what an attribute may hold. */
export const attributeTypes = { float: 1, int: 2, tensor: 4, ints: 7 } as const;
