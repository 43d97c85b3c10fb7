using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

public static class StackAnnotations
{
    public static bool IsPaused(V1Alpha1MiniStack stack) =>
        stack.Metadata.Annotation(Annotations.Paused) == "true";
}
