using System.Text.Json.Serialization;
using k8s.Models;

namespace MiniStack.Operator.Cluster;

/// <summary>Of an event what it is about, which tells whether the rest is worth reading.</summary>
internal sealed record EventTarget([property: JsonPropertyName("involvedObject")] V1ObjectReference? InvolvedObject);
