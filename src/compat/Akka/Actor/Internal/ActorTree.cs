using System.Text;

namespace Akka.Actor.Internal;

/// <summary>The tree of actors as text, one a line, for debugging.</summary>
internal static class ActorTree
{
    public static string Print(IActorRef root)
    {
        var text = new StringBuilder();
        Append(text, root, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IActorRef node, int depth)
    {
        text.Append(' ', depth * 2).Append("-> ").Append(node.Path.Name).Append(' ');
        if (node is not ActorRefWithCell withCell)
        {
            text.AppendLine(node.GetType().Name);
            return;
        }

        var cell = withCell.Underlying;
        text.Append(cell.Props.Type.Name).Append(", ").Append(cell.NumberOfMessages).AppendLine(" messages");
        foreach (var child in withCell.Children.OrderBy(child => child.Path.Name, StringComparer.Ordinal))
        {
            Append(text, child, depth + 1);
        }
    }
}
