namespace Compat.Surface.Tests;

/// <summary>The comparer finds what it is there to find: each test plants one difference.</summary>
public sealed class SurfaceComparisonTests
{
    private const string Scope = "Compat.Surface.Tests.SurfaceComparisonTests+";

    [Fact]
    public void A_type_that_the_official_package_lacks_is_named_with_its_members() =>
        ForeignOf<ForeignType>(official: []).ShouldBe(
            [$"M {Scope}ForeignType.Act() : System.Void", $"M {Scope}ForeignType.ctor()", $"T sealed class {Scope}ForeignType"]);

    [Fact]
    public void A_default_constructor_that_the_compiler_added_shows() =>
        ForeignOf<ForeignType>($"M {Scope}ForeignType.Act() : System.Void", $"T sealed class {Scope}ForeignType")
            .ShouldBe([$"M {Scope}ForeignType.ctor()"]);

    [Fact]
    public void The_members_that_the_compiler_adds_to_a_record_show()
    {
        var foreign = ForeignOf<ForeignRecord>($"T class {Scope}ForeignRecord : System.IEquatable`1{{{Scope}ForeignRecord}}");

        foreign.ShouldContain($"M {Scope}ForeignRecord.<Clone>$() : {Scope}ForeignRecord virtual");
        foreign.ShouldContain($"M {Scope}ForeignRecord.PrintMembers(System.Text.StringBuilder) : System.Boolean virtual protected");
        foreign.ShouldContain($"M {Scope}ForeignRecord.op_Equality({Scope}ForeignRecord,{Scope}ForeignRecord) : System.Boolean static");
        foreign.ShouldContain($"M {Scope}ForeignRecord.ctor({Scope}ForeignRecord) protected");
        foreign.ShouldContain($"P {Scope}ForeignRecord.Count : System.Int32 {{get;set;}}");
    }

    [Fact]
    public void The_kind_of_a_type_must_agree() =>
        ForeignOf<IForeign>($"T class {Scope}IForeign").ShouldBe([$"T interface {Scope}IForeign"]);

    [Fact]
    public void A_stand_in_may_leave_interfaces_out_but_not_add_one()
    {
        var standIn = SurfaceListing.Of(typeof(Disposable));
        var members = standIn.Where(line => !line.StartsWith('T'));

        SurfaceComparison.Foreign(standIn, [.. members, $"T abstract class {Scope}Disposable : System.ICloneable, System.IDisposable"])
            .ShouldBeEmpty();
        SurfaceComparison.Foreign(standIn, [.. members, $"T abstract class {Scope}Disposable : System.ICloneable"])
            .ShouldBe([$"T abstract class {Scope}Disposable : System.IDisposable"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" abstract")]
    public void A_virtual_too_many_or_too_few_is_a_difference(string officialDispatch) =>
        SurfaceComparison.Foreign(
            SurfaceListing.Of(typeof(Disposable)),
            [
                $"T abstract class {Scope}Disposable : System.IDisposable",
                $"M {Scope}Disposable.ctor() protected",
                $"M {Scope}Disposable.Dispose() : System.Void{officialDispatch}",
            ]).ShouldBe([$"M {Scope}Disposable.Dispose() : System.Void virtual"]);

    [Fact]
    public void Internal_and_private_protected_members_are_nobodys_business() =>
        SurfaceListing.Of(typeof(Hidden), typeof(Hidden.Nested), typeof(HalfHidden)).ShouldBe(
            [
                $"E {Scope}HalfHidden.Happened : System.Action",
                $"F {Scope}HalfHidden.Limit : System.Int32 static",
                $"M {Scope}HalfHidden.Convert``1(!!0[],out System.Int32&,System.Object?) : System.Collections.Generic.List`1{{!!0}} static protected",
                $"M {Scope}HalfHidden.ctor() protected",
                $"P {Scope}HalfHidden.Item(System.String) : System.Int32 {{get;}}",
                $"T class {Scope}HalfHidden",
            ]);

    [Fact]
    public void Enum_members_are_listed_with_their_values() =>
        SurfaceListing.Of(typeof(Colour)).ShouldBe([$"T enum {Scope}Colour : System.IComparable, System.IConvertible, System.IFormattable, System.ISpanFormattable", $"V {Scope}Colour.Red = 3"]);

    private static IReadOnlyList<string> ForeignOf<T>(params string[] official) =>
        SurfaceComparison.Foreign(SurfaceListing.Of(typeof(T)), official);

    public sealed class ForeignType
    {
        public void Act()
        {
        }
    }

    public record ForeignRecord(int Count);

    public interface IForeign;

    public abstract class Disposable : IDisposable
    {
        public virtual void Dispose() => GC.SuppressFinalize(this);
    }

    internal sealed class Hidden
    {
        public sealed class Nested;
    }

    public class HalfHidden
    {
        public const int Limit = 1;

        private protected HalfHidden(int limit) => Seen = limit;

        protected HalfHidden() => Happened?.Invoke();

        public event Action? Happened;

        internal int Seen { get; }

        public int this[string key] => key.Length + Seen;

        protected static List<T> Convert<T>(T[] from, out int count, object? tag = null)
        {
            count = tag is null ? from.Length : 0;
            return [.. from];
        }
    }

    public enum Colour
    {
        Red = 3,
    }
}
